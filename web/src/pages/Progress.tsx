import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { SeriesName } from "@/api/types";
import { LineChart } from "@/charts/LineChart";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { Heat } from "@/pages/Heat";
import { Card, Figure, Title } from "@/ui/Card";
import { One } from "@/ui/Field";
import { Shown } from "@/ui/Loading";

const SERIES = ["strength", "tonnage", "sets", "adherence", "load", "weight"] as const satisfies readonly SeriesName[];

function Chart() {
  const { t } = useTranslation();
  const [name, setName] = useState<(typeof SERIES)[number]>("strength");
  const query = useQuery(queries.series(name, useLocale()));
  return (
    <Card className="flex flex-col gap-4">
      <One
        legend={t("progress.choose")}
        options={SERIES.map((value) => ({ value, label: t(`series.${value}`) }))}
        value={name}
        onChange={setName}
      />
      <Shown query={query}>{(series) => <LineChart title={series.title} lines={series.lines} />}</Shown>
    </Card>
  );
}

export function Progress() {
  const { t } = useTranslation();
  const format = useFormat();
  const query = useQuery(queries.history);
  return (
    <>
      <Title>{t("nav.progress")}</Title>
      <Chart />
      <Heat />
      <Shown query={query}>
        {({ summary, sessions }) => (
          <>
            {summary ? (
              <Card>
                <dl className="grid grid-cols-2 gap-4 sm:grid-cols-4">
                  <Figure
                    label={t("progress.week")}
                    value={summary.week ? `${summary.week.done}/${summary.week.planned}` : "–"}
                  />
                  <Figure
                    label={t("progress.adherence")}
                    value={summary.adherence === null ? "–" : `${format.number(summary.adherence * 100, 0)}%`}
                    note={t("progress.fourWeeks")}
                  />
                  <Figure
                    label={t("progress.form")}
                    value={format.number(summary.form, 0)}
                    note={t("progress.formNote")}
                  />
                  <Figure
                    label={t("progress.weight")}
                    value={summary.weight_kg === null ? "–" : format.weight(summary.weight_kg)}
                  />
                </dl>
              </Card>
            ) : null}
            {summary?.records.length ? (
              <Card>
                <h2 className="mb-2 text-lg">{t("progress.records")}</h2>
                <ul className="divide-y divide-line">
                  {summary.records.map((each) => (
                    <li
                      key={each.exercise + each.kind + each.day}
                      className="flex flex-wrap justify-between gap-2 py-2"
                    >
                      <span>
                        <bdi className="font-medium">{each.name}</bdi>{" "}
                        <span className="text-sm text-soft">
                          {t(`record.${each.kind}`, { defaultValue: each.kind })}
                        </span>
                      </span>
                      <span className="tabular-nums">
                        <bdi>
                          {format.number(each.before, 1)} → {format.number(each.value, 1)}
                        </bdi>{" "}
                        <span className="text-sm text-soft">{format.shortDay(each.day)}</span>
                      </span>
                    </li>
                  ))}
                </ul>
              </Card>
            ) : null}
            <Card>
              <h2 className="mb-2 text-lg">{t("progress.sessions")}</h2>
              {sessions.length === 0 ? <p className="text-soft">{t("chart.empty")}</p> : null}
              <ul className="divide-y divide-line">
                {sessions.map((each) => (
                  <li key={each.session} className="py-2">
                    <details>
                      <summary className="flex min-h-9 flex-wrap items-center justify-between gap-2">
                        <span className="font-medium">{format.day(each.day)}</span>
                        <span className="text-sm text-soft">
                          {each.minutes === null ? "" : t("unit.minutes", { value: format.number(each.minutes, 0) })}{" "}
                          {each.rpe === null ? "" : `· RPE ${format.number(each.rpe, 1)}`}
                        </span>
                      </summary>
                      <ul className="mt-1 space-y-1 text-sm text-soft">
                        {each.exercises.map((done) => (
                          <li key={done.exercise}>
                            <bdi className="text-ink">{done.name}</bdi>:{" "}
                            {done.sets
                              .filter((set) => set.kind !== "warmup")
                              .map((set) =>
                                set.seconds == null
                                  ? `${set.load_kg == null ? "" : `${format.weight(set.load_kg)} × `}${set.reps ?? 0}`
                                  : t("unit.seconds", { value: set.seconds }),
                              )
                              .join(", ")}
                          </li>
                        ))}
                      </ul>
                    </details>
                  </li>
                ))}
              </ul>
            </Card>
          </>
        )}
      </Shown>
    </>
  );
}
