import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { MOVES, reads, writes } from "@/admin/data";
import { useStill } from "@/admin/Frame";
import { Code, Table, useDuration } from "@/admin/parts";
import { useSay } from "@/admin/texts";
import { type Findings, type LagView, type Machinery, type QueueView, STATES, type WorkerView } from "@/admin/types";
import { ltr, useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card, Figure } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Queue({ queue }: { queue: QueueView }) {
  const say = useSay();
  const { number, moment } = useFormat();
  const duration = useDuration();
  const queryClient = useQueryClient();
  const pause = useMutation({
    mutationFn: () => writes.pause(queue.name, queue.paused_at !== null),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MOVES }),
  });
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h3 className="text-lg" dir="ltr">
          {queue.name}
        </h3>
        <Button
          kind={queue.paused_at ? "main" : "quiet"}
          size="small"
          disabled={pause.isPending}
          onClick={() => pause.mutate()}
        >
          {queue.paused_at ? say("queue.resume") : say("queue.pause")}
          <span className="sr-only">{queue.name}</span>
        </Button>
      </div>
      {queue.paused_at ? (
        <p className="mt-2 rounded-control bg-warn-soft px-3 py-2 text-sm text-warn">
          {say("queue.paused", { at: moment(queue.paused_at) })}
        </p>
      ) : null}
      <dl className="mt-3 grid grid-cols-3 gap-3 sm:grid-cols-6">
        {STATES.map((state) => (
          <Figure
            key={state}
            label={say(`state.${state}`)}
            value={
              <Link to="/admin/jobs" search={{ state, queue: queue.name }} className="hover:underline">
                {number(queue.counts[state] ?? 0)}
              </Link>
            }
          />
        ))}
        <Figure label={say("queue.oldest")} value={queue.oldest_s == null ? "—" : duration(queue.oldest_s)} />
      </dl>
      <ProblemNote error={pause.error} />
    </Card>
  );
}

function Workers({ workers }: { workers: readonly WorkerView[] }) {
  const say = useSay();
  const duration = useDuration();
  const { moment } = useFormat();
  const age = (worker: WorkerView) => duration(Math.max(0, (Date.now() - Date.parse(worker.seen_at)) / 1000));
  return (
    <Table
      caption={say("worker.title")}
      rows={workers}
      id={(worker) => worker.id}
      empty={say("worker.none")}
      columns={[
        { name: say("worker.id"), of: (worker) => <Code>{worker.id}</Code> },
        { name: say("job.queue"), of: (worker) => <Code>{worker.queue}</Code> },
        { name: say("worker.version"), of: (worker) => <Code>{worker.version}</Code>, wide: true },
        { name: say("worker.running"), of: (worker) => ltr(`${worker.running} / ${worker.slots}`), number: true },
        { name: say("worker.started"), of: (worker) => moment(worker.started_at), wide: true },
        {
          name: say("worker.seen"),
          of: (worker) =>
            worker.stale ? (
              <span className="rounded-full bg-danger-soft px-2 py-0.5 text-danger">
                {say("worker.stale", { value: age(worker) })}
              </span>
            ) : (
              say("worker.ago", { value: age(worker) })
            ),
        },
      ]}
    />
  );
}

function Lag({ name, lag }: { name: string; lag: LagView }) {
  const say = useSay();
  const { number } = useFormat();
  const duration = useDuration();
  return (
    <Figure
      label={name}
      value={number(lag.waiting)}
      note={lag.oldest_s == null ? say("lag.none") : say("lag.oldest", { value: duration(lag.oldest_s) })}
    />
  );
}

function Services({ machinery }: { machinery: Machinery }) {
  const say = useSay();
  return (
    <ul className="flex flex-wrap gap-2">
      {Object.entries(machinery.services).map(([name, answers]) => (
        <li
          key={name}
          className={`rounded-full px-3 py-1 text-sm ${answers ? "bg-accent-soft text-ink" : "bg-danger-soft text-danger"}`}
        >
          <Code>{name}</Code> {answers ? say("service.answers") : say("service.silent")}
        </li>
      ))}
      {machinery.model_configured ? null : (
        <li className="rounded-full bg-sunk px-3 py-1 text-sm text-soft">{say("service.noModel")}</li>
      )}
    </ul>
  );
}

function Models({ machinery }: { machinery: Machinery }) {
  const say = useSay();
  const { number } = useFormat();
  const duration = useDuration();
  return (
    <Table
      caption={say("model.title")}
      rows={machinery.models}
      id={(model) => model.dialect}
      empty={say("model.none")}
      columns={[
        { name: say("model.dialect"), of: (model) => <Code>{model.dialect}</Code> },
        { name: say("model.calls"), of: (model) => number(model.calls), number: true },
        { name: say("model.failed"), of: (model) => number(model.failed), number: true },
        {
          name: say("model.first"),
          of: (model) => (model.first_token_s == null ? "—" : duration(model.first_token_s)),
          number: true,
        },
        {
          name: say("model.speed"),
          of: (model) => (model.tokens_per_s == null ? "—" : number(model.tokens_per_s, 1)),
          number: true,
        },
      ]}
    />
  );
}

const WINDOWS = [1, 7, 30, 90] as const;

function FindingsCard() {
  const say = useSay();
  const { number } = useFormat();
  const [days, setDays] = useState(7);
  const query = useQuery(reads.findings(days));
  const often = (each: Findings) =>
    Object.entries(each.rules)
      .sort(([, a], [, b]) => b - a)
      .slice(0, 3);
  return (
    <Card>
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="text-xl">{say("findings.title")}</h2>
        <label className="flex items-center gap-2 text-sm">
          {say("findings.window")}
          <select className="control w-auto" value={days} onChange={(event) => setDays(Number(event.target.value))}>
            {WINDOWS.map((each) => (
              <option key={each} value={each}>
                {say("time.d", { value: number(each) })}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Shown query={query}>
        {(found) => (
          <Table
            caption={say("findings.title")}
            rows={found.items}
            id={(each) => each.engine}
            empty={say("findings.none")}
            columns={[
              { name: say("findings.engine"), of: (each) => <Code>{each.engine || "—"}</Code> },
              { name: say("findings.plans"), of: (each) => number(each.plans), number: true },
              { name: say("findings.per100"), of: (each) => number(each.per_100, 1), number: true },
              { name: say("findings.repaired"), of: (each) => number(each.repaired), number: true },
              {
                name: say("findings.often"),
                wide: true,
                of: (each) =>
                  often(each).map(([rule, times]) => (
                    <span key={rule} className="me-3 inline-block">
                      <Code>{rule}</Code> {number(times)}
                    </span>
                  )),
              },
            ]}
          />
        )}
      </Shown>
    </Card>
  );
}

export function Overview() {
  const say = useSay();
  const still = useStill();
  const queues = useQuery(reads.queues);
  const workers = useQuery(reads.workers);
  const machinery = useQuery(reads.machinery);
  return (
    <div className="flex flex-col gap-5">
      <h1 className="sr-only">{say("nav.overview")}</h1>
      <section className="flex flex-col gap-3" aria-labelledby="admin-queues" {...still}>
        <h2 id="admin-queues" className="text-xl">
          {say("queue.title")}
        </h2>
        <Shown query={queues}>
          {(found) =>
            found.items.length ? (
              found.items.map((queue) => <Queue key={queue.name} queue={queue} />)
            ) : (
              <p className="text-soft">{say("queue.none")}</p>
            )
          }
        </Shown>
      </section>
      <Card>
        <h2 className="mb-2 text-xl">{say("worker.title")}</h2>
        <Shown query={workers}>{(found) => <Workers workers={found.items} />}</Shown>
      </Card>
      <Card>
        <h2 className="mb-3 text-xl">{say("lag.title")}</h2>
        <Shown query={machinery}>
          {(found) => (
            <div className="flex flex-col gap-4">
              <dl className="grid grid-cols-2 gap-3">
                <Lag name={say("lag.outbox")} lag={found.outbox} />
                <Lag name={say("lag.inbox")} lag={found.inbox} />
              </dl>
              <Services machinery={found} />
            </div>
          )}
        </Shown>
      </Card>
      <Card>
        <h2 className="text-xl">{say("model.title")}</h2>
        <p className="mt-1 text-xs text-soft">{say("model.note")}</p>
        <Shown query={machinery}>{(found) => <Models machinery={found} />}</Shown>
      </Card>
      <FindingsCard />
    </div>
  );
}
