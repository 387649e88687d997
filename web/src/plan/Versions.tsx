import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, trainingChanged } from "@/api/queries";
import type { Plan, PlanSummary } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Difference({ from, to }: { from: PlanSummary; to: PlanSummary }) {
  const { t } = useTranslation();
  const query = useQuery(queries.difference(from.id, to.id));
  return (
    <Shown query={query}>
      {({ summary }) => (
        <div className="mt-3 rounded-control bg-sunk p-3 text-sm">
          <p className="mb-1 font-semibold">{t("versions.from", { from: from.version, to: to.version })}</p>
          <ul className="list-disc space-y-1 ps-5">
            {summary.length ? summary.map((line) => <li key={line}>{line}</li>) : <li>{t("versions.same")}</li>}
          </ul>
        </div>
      )}
    </Shown>
  );
}

function Version({
  version,
  before,
  current,
}: {
  version: PlanSummary;
  before: PlanSummary | undefined;
  current: boolean;
}) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const [open, setOpen] = useState(false);
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p>
          <span className="font-semibold">{t("versions.version", { version: version.version })}</span>
          {current ? (
            <span className="ms-2 rounded-full bg-accent-soft px-2 py-0.5 text-xs">{t("versions.current")}</span>
          ) : null}
          <span className="block text-sm text-soft">
            {day(dayOf(new Date(version.created_at)))} ·{" "}
            {t(`reason.${version.reason}`, { defaultValue: version.reason })}
          </span>
        </p>
        {before ? (
          <Button kind="plain" size="small" aria-expanded={open} onClick={() => setOpen(!open)}>
            {t("versions.compare")}
          </Button>
        ) : null}
      </div>
      {open && before ? <Difference from={before} to={version} /> : null}
    </li>
  );
}

/** Every version of the plan, what each changed, and the way back. */
export function Versions({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const query = useQuery(queries.versions);
  const undo = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/plans/{plan_id}/undo", {
          params: { path: { plan_id: plan.id }, header: { "Idempotency-Key": newId() } },
        }),
      ),
    onSuccess: trainingChanged,
  });
  return (
    <Card>
      <div className="flex items-center justify-between gap-3">
        <h2 className="text-lg">{t("versions.title")}</h2>
        {plan.version > 1 ? (
          <Button kind="quiet" size="small" disabled={undo.isPending} onClick={() => undo.mutate()}>
            {t("versions.undo")}
          </Button>
        ) : null}
      </div>
      <ProblemNote error={undo.error} />
      <Shown query={query}>
        {({ items }) => (
          <ol className="divide-y divide-line">
            {items.map((each, index) => (
              <Version key={each.id} version={each} before={items[index + 1]} current={each.id === plan.id} />
            ))}
          </ol>
        )}
      </Shown>
    </Card>
  );
}
