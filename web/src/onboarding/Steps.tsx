import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@/api/problem";
import { BodyMap } from "@/figures/BodyMap";
import { useFormat, WEEKDAYS } from "@/i18n/format";
import {
  ACCESS,
  ALLERGENS,
  CONDITIONS,
  DIETS,
  type Draft,
  GENDERS,
  GOALS,
  ITEMS,
  LEVELS,
  PARQ,
  PREGNANCY,
} from "@/onboarding/draft";
import { Note } from "@/ui/Card";
import { Field, FieldNote, Many, One } from "@/ui/Field";

export interface StepProps {
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  problems: ReadonlyMap<string, FieldProblem>;
}

const UNITS = ["metric", "imperial"] as const;
const DAYS = ["1", "2", "3", "4", "5", "6", "7"] as const;
const MINUTES = ["20", "30", "45", "60", "75", "90"] as const;
const MEALS = ["2", "3", "4", "5", "6"] as const;

/** The problem of a field or of anything in it. */
function at(problems: StepProps["problems"], field: string): FieldProblem | undefined {
  for (const [name, problem] of problems)
    if (name === field || name.startsWith(`${field}.`) || name.startsWith(`${field}[`)) return problem;
  return undefined;
}

function useOptions() {
  const { t } = useTranslation();
  return <T extends string>(group: string, values: readonly T[]) =>
    values.map((value) => ({ value, label: t(`${group}.${value}`) }));
}

function AboutYou({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const options = useOptions();
  const imperial = draft.units === "imperial";
  const info = (name: string) => at(problems, `personal_info.${name}`);
  return (
    <>
      <One
        legend={t("ask.units")}
        options={options("units", UNITS)}
        value={draft.units}
        onChange={(units) => set({ units })}
      />
      <div className="grid gap-4 sm:grid-cols-3">
        <Field
          label={t("ask.age")}
          type="number"
          inputMode="numeric"
          min={13}
          max={100}
          value={draft.age}
          problem={info("age")}
          onChange={(event) => set({ age: event.target.value })}
        />
        <Field
          label={t(imperial ? "ask.heightIn" : "ask.heightCm")}
          type="number"
          inputMode="decimal"
          value={draft.height}
          problem={info("height")}
          onChange={(event) => set({ height: event.target.value })}
        />
        <Field
          label={t(imperial ? "ask.weightLb" : "ask.weightKg")}
          type="number"
          inputMode="decimal"
          step="any"
          value={draft.weight}
          problem={info("weight")}
          onChange={(event) => set({ weight: event.target.value })}
        />
      </div>
      <One
        legend={t("ask.gender")}
        hint={t("ask.genderWhy")}
        options={options("gender", GENDERS)}
        value={draft.gender}
        problem={info("gender")}
        onChange={(gender) => set({ gender })}
      />
      <One
        legend={t("ask.level")}
        hint={t("ask.levelWhy")}
        options={options("level", LEVELS)}
        value={draft.level}
        problem={info("fitness_level")}
        onChange={(level) => set({ level })}
      />
    </>
  );
}

function Goals({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const options = useOptions();
  return (
    <Many
      legend={t("ask.goals")}
      options={options("goal", GOALS)}
      value={draft.goals}
      problem={at(problems, "goals")}
      onChange={(goals) => set({ goals })}
    />
  );
}

function Week({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const { weekday } = useFormat();
  return (
    <>
      <One
        legend={t("ask.days")}
        options={DAYS.map((value) => ({ value, label: value }))}
        value={String(draft.days) as (typeof DAYS)[number]}
        problem={at(problems, "preferences.days_per_week")}
        onChange={(days) => set({ days: Number(days) })}
      />
      <One
        legend={t("ask.minutes")}
        options={MINUTES.map((value) => ({ value, label: t("unit.minutes", { value }) }))}
        value={String(draft.minutes) as (typeof MINUTES)[number]}
        problem={at(problems, "preferences.workout_duration")}
        onChange={(minutes) => set({ minutes: Number(minutes) })}
      />
      <Many
        legend={t("ask.weekdays")}
        hint={t("ask.weekdaysHint")}
        options={WEEKDAYS.map((value) => ({ value, label: weekday(value) }))}
        value={draft.weekdays}
        problem={at(problems, "preferences.available_weekdays")}
        onChange={(weekdays) => set({ weekdays })}
      />
    </>
  );
}

function Equipment({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const options = useOptions();
  return (
    <>
      <One
        legend={t("ask.access")}
        options={options("access", ACCESS)}
        value={draft.access}
        problem={at(problems, "preferences.equipment_access")}
        onChange={(access) => set({ access })}
      />
      <Many
        legend={t("ask.items")}
        hint={t("ask.itemsHint")}
        options={options("item", ITEMS)}
        value={draft.items}
        onChange={(items) => set({ items })}
      />
    </>
  );
}

function Body({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  return (
    <>
      <p className="text-sm text-soft">{t("body.hint")}</p>
      <BodyMap value={draft.injuries} onChange={(injuries) => set({ injuries })} />
      <Field
        label={t("ask.otherInjuries")}
        hint={t("ask.commas")}
        value={draft.otherInjuries}
        problem={at(problems, "constraints.injuries")}
        onChange={(event) => set({ otherInjuries: event.target.value })}
      />
    </>
  );
}

function Health({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const options = useOptions();
  const stages = [{ value: "none" as const, label: t("pregnancy.none") }, ...options("pregnancy", PREGNANCY)];
  return (
    <>
      <fieldset>
        <legend className="mb-2 text-sm font-medium">{t("ask.parq")}</legend>
        <ul className="divide-y divide-line">
          {PARQ.map((each) => (
            <li key={each}>
              <label className="flex min-h-12 cursor-pointer items-center gap-3 py-2">
                <input
                  type="checkbox"
                  className="size-5 shrink-0 accent-[var(--accent)]"
                  checked={draft.parq.includes(each)}
                  onChange={() =>
                    set({
                      parq: draft.parq.includes(each)
                        ? draft.parq.filter((other) => other !== each)
                        : [...draft.parq, each],
                    })
                  }
                />
                {t(`parq.${each}`)}
              </label>
            </li>
          ))}
        </ul>
        <FieldNote problem={at(problems, "health.parq")} />
      </fieldset>
      {draft.parq.length ? <Note tone="warn">{t("parq.yes")}</Note> : null}
      <Many
        legend={t("ask.conditions")}
        options={options("condition", CONDITIONS)}
        value={draft.conditions}
        problem={at(problems, "health.conditions")}
        onChange={(conditions) => set({ conditions })}
      />
      <Field
        label={t("ask.medicines")}
        hint={t("ask.commas")}
        value={draft.medicines}
        problem={at(problems, "health.medicines")}
        onChange={(event) => set({ medicines: event.target.value })}
      />
      {draft.gender === "male" ? null : (
        <One
          legend={t("ask.pregnancy")}
          options={stages}
          value={draft.pregnancy}
          onChange={(pregnancy) => set({ pregnancy })}
        />
      )}
    </>
  );
}

function FoodStep({ draft, set, problems }: StepProps) {
  const { t } = useTranslation();
  const options = useOptions();
  return (
    <>
      <One
        legend={t("ask.diet")}
        options={options("diet", DIETS)}
        value={draft.diet}
        problem={at(problems, "nutrition.diet")}
        onChange={(diet) => set({ diet })}
      />
      <Many
        legend={t("ask.allergies")}
        options={options("allergen", ALLERGENS)}
        value={draft.allergies}
        onChange={(allergies) => set({ allergies })}
      />
      <Field
        label={t("ask.otherAllergies")}
        hint={t("ask.commas")}
        value={draft.otherAllergies}
        problem={at(problems, "nutrition.allergies")}
        onChange={(event) => set({ otherAllergies: event.target.value })}
      />
      <One
        legend={t("ask.meals")}
        options={MEALS.map((value) => ({ value, label: value }))}
        value={String(draft.meals) as (typeof MEALS)[number]}
        onChange={(meals) => set({ meals: Number(meals) })}
      />
    </>
  );
}

/** The steps in order, each with the key of its title and of why it is asked. */
export const STEPS: readonly { key: string; page: (props: StepProps) => ReactNode }[] = [
  { key: "you", page: AboutYou },
  { key: "goals", page: Goals },
  { key: "week", page: Week },
  { key: "equipment", page: Equipment },
  { key: "body", page: Body },
  { key: "health", page: Health },
  { key: "food", page: FoodStep },
];
