import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Exercise } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { loadBar, PLATES } from "@/lib/plates";
import { useUnits } from "@/lib/settings";
import { kgOf, loadStep, shownWeight, weightUnit } from "@/lib/units";
import type { NextSet } from "@/session/nextSet";
import { Stepper } from "@/session/Stepper";
import type { SetValues } from "@/session/session";
import { Button } from "@/ui/Button";

const RESERVES = [0, 1, 2, 3, 4, 5];

/** The plates for one side of the bar at the load that is entered now. */
function Plates({ load }: { load: number }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const units = useUnits();
  const loaded = loadBar(load, PLATES[units]);
  if (!loaded) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5 text-sm">
      <span className="text-soft">{t("session.plates")}</span>
      {loaded.side.length === 0 ? <span>{t("session.barOnly")}</span> : null}
      <span className="flex flex-wrap gap-1.5" dir="ltr">
        {loaded.side.map((plate, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: equal plates differ by their place alone
          <span key={index} className="rounded-md bg-sunk px-2 py-0.5 font-semibold tabular-nums">
            {number(plate)}
          </span>
        ))}
      </span>
      {loaded.total < load ? (
        <span className="text-soft">{t("session.nearest", { load: number(loaded.total) })}</span>
      ) : null}
    </div>
  );
}

/** What to enter for one set, filled with what is asked for, and the button that logs it. Mount anew for each set. */
export function SetEntry({
  exercise,
  next,
  onLog,
}: {
  exercise: Exercise;
  next: NextSet;
  onLog: (values: SetValues) => void;
}) {
  const { t } = useTranslation();
  const units = useUnits();
  const [load, setLoad] = useState(next.load_kg === null ? null : shownWeight(next.load_kg, units));
  const [reps, setReps] = useState(next.reps ?? exercise.reps_low);
  const [seconds, setSeconds] = useState(exercise.seconds);
  const [rir, setRir] = useState<number | null>(null);
  const timed = exercise.seconds !== null;
  const loadable = next.load_kg !== null || next.code === "find";
  const barbell = exercise.plates_per_side.length > 0;
  const usable = timed ? (seconds ?? 0) > 0 : reps !== null;
  const log = () =>
    onLog({
      kind: "work",
      load_kg: load === null || timed ? null : kgOf(load, units),
      reps: timed || reps === null ? null : Math.round(reps),
      rir: timed ? null : rir,
      seconds: timed ? seconds : null,
    });
  return (
    <div className="flex flex-col gap-4">
      <div className={`grid gap-4 ${loadable && !timed ? "sm:grid-cols-2" : ""}`}>
        {timed ? <Stepper label={t("session.seconds")} value={seconds} step={5} onChange={setSeconds} /> : null}
        {loadable && !timed ? (
          <Stepper
            label={t("session.load")}
            unit={t(`unit.of.${weightUnit(units)}`)}
            value={load}
            step={loadStep(units, barbell)}
            onChange={setLoad}
          />
        ) : null}
        {timed ? null : <Stepper label={t("session.reps")} value={reps} step={1} onChange={setReps} />}
      </div>
      {barbell && load !== null ? <Plates load={load} /> : null}
      {timed || exercise.rir === null ? null : (
        <fieldset>
          <legend className="mb-1.5 text-sm text-soft">{t("session.rirAsk")}</legend>
          <div className="grid grid-cols-6 gap-1.5">
            {RESERVES.map((value) => (
              <label
                key={value}
                className="grid min-h-12 place-items-center rounded-control bg-sunk text-lg font-semibold tabular-nums has-checked:bg-accent has-checked:text-on-accent has-focus-visible:outline-3 has-focus-visible:outline-accent"
              >
                <input
                  type="radio"
                  name="rir"
                  className="sr-only"
                  checked={rir === value}
                  onChange={() => setRir(value)}
                />
                <span dir="ltr">{value === 5 ? "5+" : value}</span>
              </label>
            ))}
          </div>
        </fieldset>
      )}
      <Button size="big" className="min-h-16" disabled={!usable} onClick={log}>
        {t("session.log")}
      </Button>
    </div>
  );
}
