import type { ReactNode } from "react";
import { useSay } from "@/admin/texts";
import type { JobState } from "@/admin/types";
import { ltr, useFormat } from "@/i18n/format";

const TONES: Record<JobState, string> = {
  queued: "bg-sunk text-ink",
  running: "bg-accent-soft text-ink",
  succeeded: "bg-sunk text-soft",
  failed: "bg-danger-soft text-danger",
  cancelled: "bg-warn-soft text-warn",
};

const MARKS: Record<JobState, string> = { queued: "○", running: "▸", succeeded: "✓", failed: "!", cancelled: "×" };

/** A job's state in words, with a mark, so that colour is not all there is. */
export function State({ state }: { state: JobState }) {
  const say = useSay();
  return (
    <span
      className={`inline-flex items-center gap-1 whitespace-nowrap rounded-full px-2 py-0.5 text-xs ${TONES[state]}`}
    >
      <span aria-hidden="true">{MARKS[state]}</span>
      {say(`state.${state}`)}
    </span>
  );
}

/** Codes, ids and other machine words: left to right in every language. */
export function Code({ children, short = false }: { children: string; short?: boolean }) {
  return (
    <code dir="ltr" className="text-xs wrap-anywhere" title={short ? children : undefined}>
      {short ? children.slice(-8) : children}
    </code>
  );
}

/** Seconds in the largest unit that says enough. */
export function useDuration(): (seconds: number) => string {
  const say = useSay();
  const { number } = useFormat();
  return (seconds) => {
    if (seconds < 1) return say("time.ms", { value: ltr(number(seconds * 1000, 0)) });
    if (seconds < 100) return say("time.s", { value: ltr(number(seconds, 1)) });
    if (seconds < 6000) return say("time.min", { value: ltr(number(seconds / 60, 0)) });
    if (seconds < 172_800) return say("time.h", { value: ltr(number(seconds / 3600, 0)) });
    return say("time.d", { value: ltr(number(seconds / 86_400, 0)) });
  };
}

export interface Column<T> {
  name: string;
  of: (row: T) => ReactNode;
  /** Left out on a phone. */
  wide?: boolean;
  number?: boolean;
}

/** A table with a caption for screen readers; columns that are `wide` need the room of a large screen. */
export function Table<T>({
  caption,
  columns,
  rows,
  id,
  empty,
}: {
  caption: string;
  columns: readonly Column<T>[];
  rows: readonly T[];
  id: (row: T) => string;
  empty: string;
}) {
  if (!rows.length) return <p className="py-6 text-center text-soft">{empty}</p>;
  const look = (column: Column<T>) =>
    `${column.wide ? "hidden md:table-cell" : ""} ${column.number ? "text-end whitespace-nowrap tabular-nums" : "text-start"}`;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm">
        <caption className="sr-only">{caption}</caption>
        <thead>
          <tr className="border-b border-line text-xs text-soft">
            {columns.map((column) => (
              <th key={column.name} scope="col" className={`px-2 py-2 font-medium ${look(column)}`}>
                {column.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={id(row)} className="border-b border-line last:border-0 hover:bg-sunk">
              {columns.map((column) => (
                <td key={column.name} className={`px-2 py-2 align-top ${look(column)}`}>
                  {column.of(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
