import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { MOVES, reads, writes } from "@/admin/data";
import { Code, State } from "@/admin/parts";
import { Timeline } from "@/admin/Timeline";
import { useSay } from "@/admin/texts";
import type { Action, AdminJob } from "@/admin/types";
import { ltr, useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{name}</dt>
      <dd className="text-sm">{children}</dd>
    </div>
  );
}

/** A JSON object as the server lets it be seen: what may be personal came hidden. */
function Fields({ title, fields }: { title: string; fields: Readonly<Record<string, unknown>> }) {
  const say = useSay();
  const entries = Object.entries(fields);
  return (
    <div>
      <h3 className="text-sm font-semibold">{title}</h3>
      {entries.length ? (
        <dl dir="ltr" className="mt-1 grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-xs">
          {entries.map(([name, value]) => (
            <div key={name} className="contents">
              <dt className="font-mono text-soft">{name}</dt>
              <dd className="font-mono wrap-anywhere">{JSON.stringify(value)}</dd>
            </div>
          ))}
        </dl>
      ) : (
        <p className="text-sm text-soft">{say("job.nothing")}</p>
      )}
    </div>
  );
}

function Ties({ found }: { found: AdminJob }) {
  const say = useSay();
  const ties = [
    ["tie.plan", found.plan_id],
    ["tie.meals", found.meal_plan_id],
    ["tie.turn", found.turn_id],
    ...found.webhooks.map((id) => ["tie.webhook", id] as const),
    ["tie.trace", found.trace_id],
  ] as const;
  return ties.map(([key, id]) =>
    id ? (
      <Fact key={key + id} name={say(key)}>
        <Code>{id}</Code>
      </Fact>
    ) : null,
  );
}

function Shape({ found }: { found: AdminJob }) {
  const say = useSay();
  const { moment } = useFormat();
  const queryClient = useQueryClient();
  const { job } = found;
  const act = useMutation({
    mutationFn: (action: Action) => writes.one(action, job.id),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MOVES }),
  });
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <h1 className="flex flex-wrap items-center gap-3 text-xl">
          <span dir="ltr">{job.kind}</span> <State state={job.state} />
        </h1>
        <div className="flex gap-2">
          {found.actions.map((action) => (
            <Button
              key={action}
              kind={action === "cancel" ? "danger" : "main"}
              size="small"
              disabled={act.isPending || (action === "cancel" && job.cancel_requested)}
              onClick={() => act.mutate(action)}
            >
              {say(`action.${action}`)}
            </Button>
          ))}
        </div>
      </div>
      <ProblemNote error={act.error} />
      {job.cancel_requested && job.state === "running" ? <Note tone="warn">{say("job.cancelling")}</Note> : null}
      {job.error_code && job.state !== "succeeded" ? (
        <Note tone="danger">
          <Code>{job.error_code}</Code> <bdi>{found.error}</bdi>
        </Note>
      ) : null}
      <Card>
        <h2 className="mb-3 text-lg">{say("timeline.title")}</h2>
        <Timeline stretches={found.stretches} />
      </Card>
      <Card>
        <dl className="grid grid-cols-1 gap-4 sm:grid-cols-2 md:grid-cols-3">
          <Fact name={say("job.id")}>
            <Code>{job.id}</Code>
          </Fact>
          <Fact name={say("job.user")}>
            <Link to="/admin/jobs" search={{ user: job.user_id }} className="text-accent underline underline-offset-2">
              <Code>{job.user_id}</Code>
            </Link>
          </Fact>
          <Fact name={say("job.queue")}>
            <Code>{job.queue}</Code>
          </Fact>
          <Fact name={say("job.attempts")}>{ltr(`${job.attempt} / ${job.max_attempts}`)}</Fact>
          <Fact name={say("job.made")}>{moment(job.created_at)}</Fact>
          <Fact name={say("job.ended")}>{job.ended_at ? moment(job.ended_at) : "—"}</Fact>
          <Fact name={say("timeline.worker")}>
            <Code>{job.worker || "—"}</Code>
          </Fact>
          {found.lease_until ? <Fact name={say("job.lease")}>{moment(found.lease_until)}</Fact> : null}
          <Ties found={found} />
        </dl>
      </Card>
      <Card className="flex flex-col gap-4">
        <p className="text-xs text-soft">{say("job.hidden")}</p>
        <Fields title={say("job.args")} fields={found.args} />
        <Fields title={say("job.progress")} fields={found.progress} />
        <Fields title={say("job.result")} fields={found.result} />
      </Card>
    </>
  );
}

export function Job() {
  const say = useSay();
  const { job } = useParams({ strict: false });
  const query = useQuery(reads.job(job ?? ""));
  return (
    <div className="flex flex-col gap-5">
      <Link to="/admin/jobs" className="text-sm text-accent underline underline-offset-2">
        {say("job.back")}
      </Link>
      <Shown query={query}>{(found) => <Shape found={found} />}</Shown>
    </div>
  );
}
