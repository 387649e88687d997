import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Bulk } from "@/admin/Bulk";
import { reads } from "@/admin/data";
import { useStill } from "@/admin/Frame";
import { JobFilters } from "@/admin/JobFilters";
import { Code, type Column, State, Table, useDuration } from "@/admin/parts";
import { useSay } from "@/admin/texts";
import { type Filters, filtersOf, type JobLine } from "@/admin/types";
import { ltr, useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

/** Seconds that the latest attempt ran, or that the job has waited for its first. */
function span(job: JobLine): number {
  const end = job.ended_at ? Date.parse(job.ended_at) : Date.now();
  return Math.max(0, (end - Date.parse(job.started_at ?? job.created_at)) / 1000);
}

function useColumns(dead: boolean): readonly Column<JobLine>[] {
  const say = useSay();
  const { moment } = useFormat();
  const duration = useDuration();
  return [
    {
      name: say("job.job"),
      of: (job) => (
        <Link to="/admin/jobs/$job" params={{ job: job.id }} className="text-accent underline underline-offset-2">
          <Code>{job.kind}</Code>
          <span className="sr-only"> </span>
          <span className="block text-soft">
            <Code short>{job.id}</Code>
          </span>
        </Link>
      ),
    },
    dead
      ? { name: say("job.error"), of: (job) => <Code>{job.error_code || "—"}</Code> }
      : { name: say("job.state"), of: (job) => <State state={job.state} /> },
    { name: say("job.queue"), of: (job) => <Code>{job.queue}</Code>, wide: true },
    {
      name: say("job.user"),
      wide: true,
      of: (job) => (
        <Link
          to="/admin/jobs"
          search={{ user: job.user_id }}
          className="hover:underline"
          aria-label={say("job.ofUser", { user: job.user_id })}
        >
          <Code short>{job.user_id}</Code>
        </Link>
      ),
    },
    { name: say("job.attempts"), of: (job) => ltr(`${job.attempt} / ${job.max_attempts}`), number: true, wide: true },
    { name: say("job.span"), of: (job) => duration(span(job)), number: true, wide: true },
    { name: say("job.made"), of: (job) => moment(job.created_at) },
  ];
}

function JobTable({ filters, dead, empty }: { filters: Filters; dead: boolean; empty: string }) {
  const say = useSay();
  const still = useStill();
  const columns = useColumns(dead);
  const query = useInfiniteQuery(reads.jobs(filters));
  return (
    <Card>
      <div {...still}>
        <Shown query={query}>
          {({ pages }) => (
            <Table
              caption={say("nav.jobs")}
              columns={columns}
              rows={pages.flatMap((page) => page.items)}
              id={(job) => job.id}
              empty={empty}
            />
          )}
        </Shown>
      </div>
      {query.isFetchNextPageError ? <ProblemNote error={query.error} /> : null}
      {query.hasNextPage ? (
        <Button
          kind="quiet"
          className="mt-4 w-full"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {say("job.more")}
        </Button>
      ) : null}
    </Card>
  );
}

/** Everybody's jobs; the filters stand in the address, so a view can be passed on. */
export function Jobs() {
  const say = useSay();
  const navigate = useNavigate();
  const filters = filtersOf(useSearch({ strict: false }));
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-xl">{say("nav.jobs")}</h1>
      <JobFilters filters={filters} fixed={false} onChange={(search) => void navigate({ to: "/admin/jobs", search })} />
      <Bulk filters={filters} actions={["retry", "cancel"]} />
      <JobTable filters={filters} dead={false} empty={say("job.none")} />
    </div>
  );
}

/** Jobs that have failed for good: what they failed with, and another try. */
export function DeadLetters() {
  const say = useSay();
  const navigate = useNavigate();
  const filters: Filters = { ...filtersOf(useSearch({ strict: false })), state: "failed" };
  const { state: _, ...shown } = filters;
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-xl">{say("nav.dead")}</h1>
      <p className="text-sm text-soft">{say("dead.note")}</p>
      <JobFilters filters={shown} fixed onChange={(search) => void navigate({ to: "/admin/dead", search })} />
      <Bulk filters={filters} actions={["retry"]} />
      <JobTable filters={filters} dead empty={say("dead.none")} />
    </div>
  );
}
