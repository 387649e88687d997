import { useQuery } from "@tanstack/react-query";
import { reads } from "@/admin/data";
import { useStill } from "@/admin/Frame";
import { Code, Table, useDuration } from "@/admin/parts";
import { useSay } from "@/admin/texts";
import { useFormat } from "@/i18n/format";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

/** What workers do again and again: when it ran last and how it went, and when it is next. */
export function Schedules() {
  const say = useSay();
  const still = useStill();
  const { moment } = useFormat();
  const duration = useDuration();
  const query = useQuery(reads.machinery);
  return (
    <div className="flex flex-col gap-5" {...still}>
      <h1 className="text-xl">{say("nav.schedules")}</h1>
      <p className="text-sm text-soft">{say("schedule.note")}</p>
      <Card>
        <Shown query={query}>
          {({ schedules }) => (
            <Table
              caption={say("nav.schedules")}
              rows={schedules}
              id={(run) => run.name}
              empty={say("schedule.none")}
              columns={[
                {
                  name: say("schedule.what"),
                  of: (run) => (
                    <>
                      {say(`schedule.name.${run.name}`)} <Code>{run.name}</Code>
                    </>
                  ),
                },
                { name: say("schedule.every"), of: (run) => duration(run.every_s), number: true, wide: true },
                { name: say("schedule.last"), of: (run) => moment(run.last_at) },
                { name: say("schedule.next"), of: (run) => moment(run.next_at), wide: true },
                { name: say("timeline.took"), of: (run) => duration(run.took_ms / 1000), number: true, wide: true },
                {
                  name: say("timeline.outcome"),
                  of: (run) =>
                    run.error ? (
                      <span className="text-danger">
                        <Code>{run.error}</Code>
                      </span>
                    ) : (
                      say("schedule.good")
                    ),
                },
              ]}
            />
          )}
        </Shown>
      </Card>
    </div>
  );
}
