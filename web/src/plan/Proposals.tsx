import { useMutation, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, trainingChanged } from "@/api/queries";
import type { Change } from "@/api/types";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { ProblemNote } from "@/ui/ProblemNote";

function Proposal({ change }: { change: Change }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const params = { path: { change_id: change.id } };
  const accept = useMutation({
    mutationFn: () => body(client.POST("/api/changes/{change_id}/accept", { params })),
    onSuccess: async ({ job }) => {
      if (job) return navigate({ to: "/making/$job", params: { job: job.job.split("/").at(-1) ?? "" } });
      return trainingChanged();
    },
  });
  const decline = useMutation({
    mutationFn: () => body(client.POST("/api/changes/{change_id}/decline", { params })),
    onSuccess: trainingChanged,
  });
  const busy = accept.isPending || decline.isPending;
  return (
    <Card className="border-accent">
      <p className="text-xs font-semibold text-accent">{t("proposal.label")}</p>
      <p className="mt-1 font-medium">{change.text}</p>
      <ul className="mt-2 list-disc space-y-1 ps-5 text-sm text-soft">
        {change.summary.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {change.referral ? <p className="mt-2 text-sm text-danger">{change.referral}</p> : null}
      <div className="mt-4 flex gap-2">
        <Button disabled={busy} onClick={() => accept.mutate()}>
          {t("proposal.accept")}
        </Button>
        <Button kind="quiet" disabled={busy} onClick={() => decline.mutate()}>
          {t("proposal.decline")}
        </Button>
      </div>
      <ProblemNote error={accept.error ?? decline.error} />
    </Card>
  );
}

/** What the coach would change, waiting for a yes or a no. */
export function Proposals() {
  const { data, error, refetch } = useQuery(queries.proposals);
  return (
    <>
      <ProblemNote error={error} again={() => void refetch()} />
      {data?.items.map((change) => (
        <Proposal key={change.id} change={change} />
      ))}
    </>
  );
}
