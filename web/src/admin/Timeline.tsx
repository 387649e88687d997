import { Code, Table, useDuration } from "@/admin/parts";
import { useSay } from "@/admin/texts";
import type { Stretch } from "@/admin/types";
import { useLocale } from "@/i18n";
import { ltr, useFormat } from "@/i18n/format";

const WIDTH = 600;
const ROW = 22;
const GAP = 8;
const LEAST = 3;

const seconds = (each: Stretch, now: number) =>
  ((each.end ? Date.parse(each.end) : now) - Date.parse(each.start)) / 1000;

const bad = (each: Stretch) => each.outcome === "failed" || each.outcome === "lease_lost";

function look(each: Stretch): string {
  if (each.phase === "waited") return "fill-edge";
  if (each.phase === "backed_off") return "fill-warn";
  return bad(each) ? "fill-danger" : "fill-accent";
}

/** Rows of the picture: an attempt with the pause and the wait before it. */
function rows(stretches: readonly Stretch[]): Stretch[][] {
  const found: Stretch[][] = [[]];
  for (const each of stretches) {
    found.at(-1)?.push(each);
    if (each.phase === "ran" && each.end) found.push([]);
  }
  return found.filter((row) => row.length);
}

function Picture({ stretches, now }: { stretches: readonly Stretch[]; now: number }) {
  const say = useSay();
  const rtl = useLocale() === "ar";
  const first = Math.min(...stretches.map((each) => Date.parse(each.start)));
  const last = Math.max(...stretches.map((each) => (each.end ? Date.parse(each.end) : now)), first + 1);
  const scale = (at: number) => ((at - first) / (last - first)) * (WIDTH - LEAST);
  const drawn = rows(stretches);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${drawn.length * (ROW + GAP)}`}
      className="w-full"
      role="img"
      aria-label={say("timeline.picture")}
      transform={rtl ? "scale(-1, 1)" : undefined}
    >
      {drawn.map((row, index) => (
        <g key={row[0]?.start} transform={`translate(0 ${index * (ROW + GAP)})`}>
          <rect width={WIDTH} height={ROW} rx="4" className="fill-sunk" />
          {row.map((each) => {
            const x = scale(Date.parse(each.start));
            const width = Math.max(LEAST, scale(each.end ? Date.parse(each.end) : now) - x);
            const inset = each.phase === "ran" ? 0 : 7;
            return (
              <rect
                key={each.phase + each.start}
                x={x}
                y={inset}
                width={width}
                height={ROW - 2 * inset}
                rx="2"
                className={look(each)}
              />
            );
          })}
        </g>
      ))}
    </svg>
  );
}

function Legend() {
  const say = useSay();
  const entries = [
    ["bg-edge", "phase.waited"],
    ["bg-warn", "phase.backed_off"],
    ["bg-accent", "phase.ran"],
    ["bg-danger", "timeline.bad"],
  ] as const;
  return (
    <ul className="flex flex-wrap gap-4 text-xs text-soft">
      {entries.map(([colour, key]) => (
        <li key={key} className="flex items-center gap-2">
          <span aria-hidden="true" className={`size-3 rounded-sm ${colour}`} />
          {say(key)}
        </li>
      ))}
    </ul>
  );
}

/** A job's life as a picture and as a table: a row for each attempt, with the pause and the wait before it. */
export function Timeline({ stretches }: { stretches: readonly Stretch[] }) {
  const say = useSay();
  const duration = useDuration();
  const { moment, number } = useFormat();
  const now = Date.now();
  return (
    <div className="flex flex-col gap-4">
      <Picture stretches={stretches} now={now} />
      <Legend />
      <Table
        caption={say("timeline.title")}
        rows={stretches}
        id={(each) => each.phase + each.start}
        empty="—"
        columns={[
          { name: say("timeline.attempt"), of: (each) => number(each.number), number: true },
          { name: say("timeline.phase"), of: (each) => say(`phase.${each.phase}`) },
          { name: say("timeline.start"), of: (each) => moment(each.start), wide: true },
          {
            name: say("timeline.took"),
            of: (each) => (each.end ? duration(seconds(each, now)) : say("timeline.open")),
            number: true,
          },
          { name: say("timeline.worker"), of: (each) => <Code>{each.worker || "—"}</Code>, wide: true },
          {
            name: say("timeline.outcome"),
            of: (each) =>
              each.outcome ? (
                <>
                  <span className={bad(each) ? "font-semibold text-danger" : ""}>{say(`outcome.${each.outcome}`)}</span>
                  {each.code ? (
                    <span className="block">
                      <Code>{each.code}</Code> <bdi className="text-soft">{each.error}</bdi>
                    </span>
                  ) : null}
                </>
              ) : (
                ltr("—")
              ),
          },
        ]}
      />
    </div>
  );
}
