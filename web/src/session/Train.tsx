import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries } from "@/api/queries";
import type { Today, Weekday } from "@/api/types";
import { owner } from "@/auth/owner";
import { useFormat, WEEKDAYS } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { event as make } from "@/offline/sync";
import { Active } from "@/session/Active";
import { goalOf } from "@/session/ExercisePanel";
import { begin } from "@/session/session";
import { type Running, useSession } from "@/session/useSession";
import { Button, buttonClass } from "@/ui/Button";
import { Card, Note, Title } from "@/ui/Card";
import { Loading, Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Reasons({ today }: { today: Today }) {
  return (
    <>
      {today.reasons.map((each) => (
        <Note key={each.rule + each.text}>{each.text}</Note>
      ))}
      {today.referral ? (
        <Note tone="danger" role="alert">
          {today.referral}
        </Note>
      ) : null}
    </>
  );
}

function Announced({ today, running, plan }: { today: Today; running: Running; plan: string | null }) {
  const { t } = useTranslation();
  const format = useFormat();
  const who = owner();
  const start = useMutation({
    mutationFn: async () => who && running.apply(begin(who, newId(), plan, today, Date.now(), make)),
  });
  return (
    <>
      <Reasons today={today} />
      <Card className="flex flex-col gap-4">
        <div className="flex flex-wrap items-baseline justify-between gap-2">
          <h2 className="text-xl">{t(`focus.${today.focus}`, { defaultValue: today.focus })}</h2>
          <p className="text-soft">
            {t("unit.minutes", { value: today.minutes })} · {t("plan.week", { week: today.week, of: today.weeks })}
          </p>
        </div>
        <Button size="big" className="min-h-16" disabled={start.isPending} onClick={() => start.mutate()}>
          {t("train.start")}
        </Button>
        <ProblemNote error={start.error} />
        <p className="text-sm text-soft">
          {t("train.warmup", { minutes: today.warmup_min })} <bdi>{today.warmup.join(", ")}</bdi>
        </p>
        <ol className="divide-y divide-line">
          {today.exercises.map((each) => (
            <li key={each.exercise} className="py-3">
              <p className="font-semibold">
                <bdi>{each.name}</bdi>
              </p>
              <p className="text-sm text-soft">{goalOf(each, t, format)}</p>
            </li>
          ))}
        </ol>
        {today.left_out.map((each) => (
          <p key={each.exercise} className="text-sm text-soft">
            <bdi>{each.name}</bdi>: {each.why.text}
          </p>
        ))}
        <p className="text-sm text-soft">
          {t("train.cooldown", { minutes: today.cooldown_min })} <bdi>{today.cooldown.join(", ")}</bdi>
        </p>
      </Card>
    </>
  );
}

/** Today's session before it begins, or another day of the plan in its place. */
function Choice({ running }: { running: Running }) {
  const { t } = useTranslation();
  const { weekday, day } = useFormat();
  const [instead, setInstead] = useState<Weekday | null>(null);
  const plan = useQuery(queries.plan);
  const today = useQuery(queries.today);
  const other = useQuery({
    queryKey: ["today", instead],
    enabled: instead !== null,
    queryFn: async () =>
      (await body(client.GET("/api/today", { params: { query: instead ? { weekday: instead } : {} } }))) as Today,
  });
  const days = plan.data?.document.days.map((each) => each.weekday) ?? [];
  return (
    <>
      <Title
        aside={
          days.length ? (
            <select
              className="control w-auto"
              aria-label={t("train.other")}
              value={instead ?? ""}
              onChange={(event) => setInstead(WEEKDAYS.find((each) => each === event.target.value) ?? null)}
            >
              <option value="">{t("train.asPlanned")}</option>
              {days.map((each) => (
                <option key={each} value={each}>
                  {weekday(each)}
                </option>
              ))}
            </select>
          ) : null
        }
      >
        {t("train.title")}
      </Title>
      <Shown query={instead ? other : today}>
        {(found) => {
          if (!found)
            return (
              <Link to="/welcome" className={buttonClass("main", "big")}>
                {t("dashboard.makePlan")}
              </Link>
            );
          if (found.kind === "train") return <Announced today={found} running={running} plan={plan.data?.id ?? null} />;
          return (
            <>
              <Card>
                <h2 className="text-xl">{t(`kind.${found.kind}`)}</h2>
                {found.next_day ? (
                  <p className="mt-1 text-soft">{t("train.next", { day: day(found.next_day) })}</p>
                ) : null}
              </Card>
              <Reasons today={found} />
            </>
          );
        }}
      </Shown>
    </>
  );
}

export function Train() {
  const running = useSession();
  if (running.session === undefined) return <Loading />;
  if (running.session) return <Active session={running.session} running={running} />;
  return <Choice running={running} />;
}
