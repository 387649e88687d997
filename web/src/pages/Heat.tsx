import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { Line } from "@/api/types";
import { MuscleFigure } from "@/figures/MuscleFigure";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

/** Weeks that the picture is the mean of: one week alone depends on the day of the week. */
const WEEKS = 4;

/** The mean of a muscle group's last weeks, in hard sets a week; weeks before the first do not count. */
export function meanSets(line: Pick<Line, "points">): number {
  const held = line.points.slice(-WEEKS);
  return held.length ? held.reduce((sum, { value }) => sum + value, 0) / held.length : 0;
}

function Table({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <table className="w-full self-start text-sm tabular-nums">
      <thead>
        <tr className="text-soft">
          {(["muscle", "sets", "useful"] as const).map((column) => (
            <th key={column} scope="col" className="p-1 text-start font-medium">
              {t(`heat.${column}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map((line) => (
          <tr key={line.key} className="border-t border-line">
            <th scope="row" className="p-1 text-start font-normal">
              {line.name}
            </th>
            <td className="p-1">{number(meanSets(line), 1)}</td>
            <td className="p-1 text-soft">
              <bdi>{line.band ? `${number(line.band.low)}–${number(line.band.high)}` : "–"}</bdi>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Which muscles had work of late: dark where the week's hard sets fill the useful range. */
export function Heat() {
  const { t } = useTranslation();
  const query = useQuery(queries.series("sets", useLocale()));
  return (
    <Card>
      <h2 className="text-lg">{t("heat.title")}</h2>
      <p className="mb-4 text-sm text-soft">{t("heat.text")}</p>
      <Shown query={query}>
        {({ lines }) => {
          const worked = lines.filter((line) => meanSets(line) > 0);
          if (worked.length === 0) return <p className="text-soft">{t("chart.empty")}</p>;
          const ordered = worked.toSorted((one, other) => meanSets(other) - meanSets(one));
          const most = Math.max(...worked.map(meanSets));
          const shares = new Map(worked.map((line) => [line.key, meanSets(line) / (line.band?.high ?? most)]));
          return (
            <div className="grid gap-6 md:grid-cols-2">
              <MuscleFigure shares={shares} label={t("heat.title")} className="h-80" />
              <Table lines={ordered} />
            </div>
          );
        }}
      </Shown>
    </Card>
  );
}
