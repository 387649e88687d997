import { useMutation } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { trainingChanged } from "@/api/queries";
import { type Stage, useJob } from "@/socket/useJob";
import { Button, buttonClass } from "@/ui/Button";
import { Bar, Card, Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

const STAGES = ["screen", "menu", "outline", "day", "compile", "verify", "done"] as const;
type StageName = (typeof STAGES)[number];

/** What was heard of each stage; a new attempt begins anew. */
function heard(stages: readonly Stage[]): Map<StageName, Stage["data"][]> {
  const started = stages.findLastIndex((each) => each.name === "started");
  const found = new Map<StageName, Stage["data"][]>();
  for (const { name, data } of stages.slice(started + 1)) {
    const stage = STAGES.find((each) => name === "progress" && each === data.stage);
    if (stage) found.set(stage, [...(found.get(stage) ?? []), data]);
  }
  return found;
}

export function Making() {
  const { t } = useTranslation();
  const { job: id } = useParams({ from: "/inside/making/$job" });
  const navigate = useNavigate();
  const { stages, connected, job, error } = useJob(id);
  const cancel = useMutation({
    mutationFn: () => body(client.DELETE("/api/jobs/{job_id}", { params: { path: { job_id: id } } })),
  });
  const done = heard(stages);
  const days = done.get("day") ?? [];
  const of = Number(days.at(-1)?.of ?? 0);
  const reached = STAGES.findLastIndex((each) => done.has(each));
  const share = (Math.max(0, reached) + (of ? days.length / of : 0)) / STAGES.length;
  const state = job?.state;

  useEffect(() => {
    if (state !== "succeeded") return;
    void trainingChanged().then(() => navigate({ to: "/plan", replace: true }));
  }, [state, navigate]);

  const over = state === "failed" || state === "cancelled";
  return (
    <main className="mx-auto flex min-h-dvh max-w-xl flex-col justify-center gap-5 px-4 py-8">
      <h1 className="text-3xl">{t("making.title")}</h1>
      <p className="text-soft">{t("making.text")}</p>
      <Card className="flex flex-col gap-4">
        <Bar share={state === "succeeded" ? 1 : share} label={t("making.progress")} />
        <ol className="flex flex-col gap-2" aria-live="polite">
          {STAGES.map((stage, index) => (
            <li key={stage} className={`flex items-center gap-3 ${index <= reached ? "" : "text-soft"}`}>
              <span
                className={`grid size-6 shrink-0 place-items-center rounded-full ${index <= reached ? "bg-accent text-on-accent" : "border border-edge"}`}
              >
                {index <= reached ? <Icon name="check" size={16} /> : null}
              </span>
              {t(`making.stage.${stage}`)}
              {stage === "day" && of ? (
                <span className="ms-auto text-sm text-soft">{t("making.days", { done: days.length, of })}</span>
              ) : null}
            </li>
          ))}
        </ol>
        {over ? null : (
          <p role="status" className="text-sm text-soft">
            {connected ? t("making.live") : t("making.reconnecting")}
          </p>
        )}
      </Card>
      {state === "failed" ? (
        <Note tone="danger" role="alert">
          {job?.error?.message} <bdi className="text-xs">{job?.error?.code}</bdi>
        </Note>
      ) : null}
      {state === "cancelled" ? <Note role="status">{t("making.cancelled")}</Note> : null}
      <ProblemNote error={error ?? cancel.error} />
      {over ? (
        <Link to="/plan" className={buttonClass()}>
          {t("making.back")}
        </Link>
      ) : (
        <Button kind="quiet" disabled={cancel.isPending || job?.cancel_requested} onClick={() => cancel.mutate()}>
          {t("making.cancel")}
        </Button>
      )}
    </main>
  );
}
