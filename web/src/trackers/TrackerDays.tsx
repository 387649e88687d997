import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { TrackerDay } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { dayOf, daysAfter } from "@/lib/time";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

const SHOWN_DAYS = 14;

function Cells({ told }: { told: TrackerDay }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const steps = told.measured?.steps;
  const workouts = (told.workouts ?? []).map(({ workout }) => t(`sport.${workout.sport ?? "other"}`));
  const cells = [
    told.slept ? t("trackers.hours", { value: number(told.slept.asleep_s / 3600, 1) }) : null,
    told.heart ? number(told.heart.rate.mean, 0) : null,
    steps ? number(steps.value, 0) : null,
    workouts.length ? workouts.join(", ") : null,
  ];
  return cells.map((cell, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the columns are fixed
    <td key={index} className="p-2">
      {cell ?? "–"}
    </td>
  ));
}

/** What all sources together told of the last two weeks, newest first. */
export function TrackerDays() {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  const today = dayOf(new Date());
  const query = useQuery(queries.trackerDays(daysAfter(today, 1 - SHOWN_DAYS), today));
  return (
    <Card>
      <h2 className="mb-2 text-lg">{t("trackers.days")}</h2>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-soft">{t("trackers.noDays")}</p>
          ) : (
            <div className="overflow-x-auto">
              <table className="w-full text-sm tabular-nums">
                <thead>
                  <tr className="text-soft">
                    {(["day", "sleep", "heart", "steps", "workouts"] as const).map((column) => (
                      <th key={column} scope="col" className="p-2 text-start font-medium">
                        {t(`trackers.column.${column}`)}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {items.toReversed().map((told) => (
                    <tr key={told.day} className="border-t border-line">
                      <th scope="row" className="p-2 text-start font-normal">
                        {shortDay(told.day)}
                      </th>
                      <Cells told={told} />
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Shown>
    </Card>
  );
}
