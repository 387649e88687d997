import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/i18n";
import { ltr, useFormat } from "@/i18n/format";
import samples from "@/pages/sample.json";
import { Card } from "@/ui/Card";
import { One } from "@/ui/Field";

const PLACES = ["full_gym", "home_gym", "no_equipment"] as const;

interface Row {
  name: string;
  sets: number;
  low: number | null;
  high: number | null;
  seconds: number | null;
  kg: number | null;
  rir: number | null;
  why: readonly string[];
}

/** The first day of real plans for one person with a sore knee, in three places; made by the planner, kept with the app. */
export function Sample() {
  const { t } = useTranslation();
  const { weight } = useFormat();
  const [place, setPlace] = useState<(typeof PLACES)[number]>("full_gym");
  const rows: readonly Row[] = samples[useLocale()][place];
  const dose = ({ sets, low, high, seconds }: Row) =>
    seconds === null ? ltr(`${sets} × ${low}–${high}`) : `${sets} × ${t("unit.seconds", { value: seconds })}`;
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-xl">{t("sample.title")}</h2>
        <p className="mt-1 text-soft">{t("sample.text")}</p>
      </div>
      <One
        legend={t("ask.access")}
        options={PLACES.map((value) => ({ value, label: t(`access.${value}`) }))}
        value={place}
        onChange={setPlace}
      />
      <ol className="divide-y divide-line" aria-live="polite">
        {rows.map((row) => (
          <li key={row.name} className="py-3">
            <p className="flex flex-wrap items-baseline justify-between gap-x-4">
              <bdi className="font-semibold">{row.name}</bdi>
              <span className="tabular-nums">
                {dose(row)}
                {row.kg === null ? "" : ` · ${weight(row.kg)}`}
              </span>
            </p>
            {row.why.map((line) => (
              <p key={line} className="text-sm text-soft">
                {line}
              </p>
            ))}
          </li>
        ))}
      </ol>
    </Card>
  );
}
