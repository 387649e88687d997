import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { Line } from "@/api/types";
import { niceTicks } from "@/charts/ticks";
import { useWidth } from "@/charts/useWidth";
import { useFormat } from "@/i18n/format";
import { dateOf } from "@/lib/time";

const HEIGHT = 240;
const LEFT = 44;
const RIGHT = 12;
const TOP = 12;
const BOTTOM = 28;
/** Lines differ by their dashes as well as by their colour. */
const STYLES = [
  { stroke: "var(--accent)", dash: "" },
  { stroke: "var(--danger)", dash: "7 4" },
  { stroke: "var(--warn)", dash: "2 4" },
  { stroke: "var(--ink)", dash: "12 4 2 4" },
];

interface Axis {
  x: (day: string) => number;
  y: (value: number) => number;
  ticks: number[];
  days: string[];
}

function daysOf(lines: readonly Line[]): string[] {
  return [...new Set(lines.flatMap((line) => line.points.map(({ day }) => day)))].sort();
}

function axisOf(lines: readonly Line[], width: number): Axis {
  const points = lines.flatMap((line) => line.points);
  const values = points.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  const ticks = niceTicks(Math.min(...values), Math.max(...values));
  const bottom = ticks[0] ?? 0;
  const top = ticks.at(-1) ?? 1;
  const days = daysOf(lines);
  const first = dateOf(days[0] ?? "2000-01-01").getTime();
  const span = Math.max(1, dateOf(days.at(-1) ?? "2000-01-01").getTime() - first);
  return {
    x: (day) => LEFT + ((dateOf(day).getTime() - first) / span) * (width - LEFT - RIGHT),
    y: (value) => HEIGHT - BOTTOM - ((value - bottom) / Math.max(1e-9, top - bottom)) * (HEIGHT - TOP - BOTTOM),
    ticks,
    days,
  };
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
}

function Curve({ line, axis, index }: { line: Line; axis: Axis; index: number }) {
  const style = STYLES[index % STYLES.length];
  const spread = line.points.filter(({ low, high }) => low != null && high != null);
  const band = [
    ...spread.map(({ day, high }) => [axis.x(day), axis.y(high ?? 0)] as const),
    ...spread.toReversed().map(({ day, low }) => [axis.x(day), axis.y(low ?? 0)] as const),
  ];
  const points = line.points.map(({ day, value }) => [axis.x(day), axis.y(value)] as const);
  return (
    <g>
      {band.length > 2 ? <path d={`${pathOf(band)}Z`} fill={style?.stroke} opacity="0.13" /> : null}
      <path
        d={pathOf(points)}
        fill="none"
        stroke={style?.stroke}
        strokeDasharray={style?.dash}
        strokeWidth="2.5"
        strokeLinejoin="round"
      />
      {points.length < 30 ? points.map(([x, y]) => <circle key={x} cx={x} cy={y} r="3" fill={style?.stroke} />) : null}
    </g>
  );
}

function Table({ lines, title }: { lines: readonly Line[]; title: string }) {
  const { t } = useTranslation();
  const { number, shortDay } = useFormat();
  const days = daysOf(lines).toReversed();
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("chart.table")}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className="max-h-72 overflow-auto" aria-label={title} tabIndex={0}>
        <table className="w-full tabular-nums">
          <thead>
            <tr>
              <th scope="col" className="p-1 text-start">
                {t("chart.day")}
              </th>
              {lines.map((line) => (
                <th key={line.key} scope="col" className="p-1 text-start">
                  <bdi>{line.name}</bdi> ({t(`chart.unit.${line.unit}`)})
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {days.map((day) => (
              <tr key={day} className="border-t border-line">
                <th scope="row" className="p-1 text-start font-normal">
                  {shortDay(day)}
                </th>
                {lines.map((line) => {
                  const found = line.points.find((point) => point.day === day);
                  return (
                    <td key={line.key} className="p-1">
                      {found ? number(found.value, 1) : "–"}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

/** Lines over time with the same numbers as a table below. Time runs from left to right in every language. */
export function LineChart({ title, lines }: { title: string; lines: readonly Line[] }) {
  const id = useId();
  const [figure, width] = useWidth<HTMLElement>();
  const { t } = useTranslation();
  const { number, shortDay } = useFormat();
  const drawn = lines.filter((line) => line.points.length > 0).slice(0, STYLES.length);
  if (drawn.length === 0) return <p className="text-soft">{t("chart.empty")}</p>;
  const axis = axisOf(drawn, width);
  const ends = [axis.days[0], axis.days.at(-1)].filter(
    (day, index, all) => day !== undefined && all.indexOf(day) === index,
  );
  return (
    <figure ref={figure} className="flex flex-col gap-2">
      <svg viewBox={`0 0 ${width} ${HEIGHT}`} role="img" aria-labelledby={id} className="w-full" direction="ltr">
        <title id={id}>{title}</title>
        {axis.ticks.map((tick) => (
          <g key={tick}>
            <path d={`M${LEFT} ${axis.y(tick)}H${width - RIGHT}`} stroke="var(--line)" />
            <text x={LEFT - 8} y={axis.y(tick) + 4} textAnchor="end" fontSize="12" fill="var(--soft)">
              {number(tick, 1)}
            </text>
          </g>
        ))}
        {ends.map((day, index) => (
          <text
            key={day}
            x={axis.x(day ?? "")}
            y={HEIGHT - 8}
            textAnchor={index ? "end" : "start"}
            fontSize="12"
            fill="var(--soft)"
          >
            {shortDay(day ?? "")}
          </text>
        ))}
        {drawn.map((line, index) => (
          <Curve key={line.key} line={line} axis={axis} index={index} />
        ))}
      </svg>
      <figcaption className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
        {drawn.map((line, index) => (
          <span key={line.key} className="inline-flex items-center gap-2">
            <svg width="26" height="8" aria-hidden="true" focusable="false">
              <path d="M0 4h26" stroke={STYLES[index]?.stroke} strokeDasharray={STYLES[index]?.dash} strokeWidth="3" />
            </svg>
            <bdi>{line.name}</bdi>
          </span>
        ))}
      </figcaption>
      <Table lines={drawn} title={title} />
    </figure>
  );
}
