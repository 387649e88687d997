import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useUnits } from "@/lib/settings";
import { kgOf, weightUnit } from "@/lib/units";
import { event, record } from "@/offline/sync";
import { useOutbox } from "@/offline/useOutbox";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { Field, One } from "@/ui/Field";

const LIKERT = ["1", "2", "3", "4", "5"] as const;
const ASKED = ["sleep_quality", "energy", "mood", "soreness"] as const;

/** How the person is today, in a minute or less; anything may be left out. */
export function CheckIn() {
  const { t } = useTranslation();
  const units = useUnits();
  const { online } = useOutbox();
  const [given, setGiven] = useState<Partial<Record<(typeof ASKED)[number], number>>>({});
  const [hours, setHours] = useState("");
  const [weight, setWeight] = useState("");
  const [sent, setSent] = useState(false);
  const empty = Object.keys(given).length === 0 && hours === "";

  async function send() {
    const now = new Date();
    const events = [];
    if (!empty)
      events.push(event({ type: "checkin.given", ...given, ...(hours ? { sleep_h: Number(hours) } : {}) }, now));
    if (weight) events.push(event({ type: "weight.measured", kg: kgOf(Number(weight), units) }, now));
    await record(events);
    setSent(true);
  }

  if (sent)
    return (
      <Note tone="accent" role="status">
        {t(online ? "checkin.thanks" : "checkin.kept")}
      </Note>
    );
  return (
    <Card>
      <details>
        <summary className="flex min-h-9 items-center text-lg font-semibold">{t("checkin.title")}</summary>
        <div className="mt-3 flex flex-col gap-4">
          <p className="text-sm text-soft">{t("checkin.why")}</p>
          <div className="grid gap-4 sm:grid-cols-2">
            {ASKED.map((each) => (
              <One
                key={each}
                legend={t(`checkin.${each}`)}
                options={LIKERT.map((value) => ({ value, label: value }))}
                value={given[each] === undefined ? null : (String(given[each]) as (typeof LIKERT)[number])}
                onChange={(value) => setGiven({ ...given, [each]: Number(value) })}
              />
            ))}
            <Field
              label={t("checkin.sleep_h")}
              type="number"
              inputMode="decimal"
              min={0}
              max={24}
              step="0.5"
              value={hours}
              onChange={(change) => setHours(change.target.value)}
            />
            <Field
              label={t("checkin.weight", { unit: t(`unit.of.${weightUnit(units)}`) })}
              type="number"
              inputMode="decimal"
              min={0}
              step="any"
              value={weight}
              onChange={(change) => setWeight(change.target.value)}
            />
          </div>
          <Button disabled={empty && !weight} onClick={() => void send()}>
            {t("checkin.send")}
          </Button>
        </div>
      </details>
    </Card>
  );
}
