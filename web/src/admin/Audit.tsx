import { useInfiniteQuery } from "@tanstack/react-query";
import { reads } from "@/admin/data";
import { Code, Table } from "@/admin/parts";
import { useSay } from "@/admin/texts";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

/** Who did what, newest first. */
export function Audit() {
  const say = useSay();
  const { moment } = useFormat();
  const query = useInfiniteQuery(reads.audit);
  return (
    <div className="flex flex-col gap-5">
      <h1 className="text-xl">{say("nav.audit")}</h1>
      <Card>
        <Shown query={query}>
          {({ pages }) => (
            <Table
              caption={say("nav.audit")}
              rows={pages.flatMap((page) => page.items)}
              id={(entry) => entry.id}
              empty={say("audit.none")}
              columns={[
                { name: say("audit.at"), of: (entry) => moment(entry.at) },
                { name: say("audit.action"), of: (entry) => <Code>{entry.action}</Code> },
                {
                  name: say("audit.actor"),
                  of: (entry) => (entry.actor ? <Code short>{entry.actor}</Code> : say("audit.cli")),
                },
                { name: say("audit.target"), of: (entry) => <Code>{entry.target}</Code>, wide: true },
                { name: say("audit.detail"), of: (entry) => <Code>{JSON.stringify(entry.detail)}</Code>, wide: true },
              ]}
            />
          )}
        </Shown>
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
    </div>
  );
}
