import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { Eaten, LogDay, Logged, MealsView } from "@/api/types";
import { AddFood } from "@/food/AddFood";
import { amountOf, eatenOf, knownOf, logFood, takeBack } from "@/food/log";
import { useFormat } from "@/i18n/format";
import { dayOf, daysAfter } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Bar, Card, Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

const MACROS = ["protein_g", "carbs_g", "fat_g", "fibre_g"] as const;

/** What the day's targets still hold: the energy large, the rest as bars. */
function Left({ log }: { log: LogDay }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const { left, targets, totals } = log;
  if (!left || !targets || !totals) return null;
  const over = left.kcal < 0;
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <p className="text-sm text-soft">{t(over ? "diary.over" : "diary.left")}</p>
        <p className="text-3xl font-semibold tabular-nums">
          {t("unit.kcal", { value: number(Math.abs(left.kcal), 0) })}
        </p>
        <p className="text-sm text-soft">
          {t("diary.of", { eaten: number(totals.kcal ?? 0, 0), target: number(targets.kcal, 0) })}
        </p>
      </div>
      <Bar share={(totals.kcal ?? 0) / targets.kcal} label={t("food.energy")} />
      <dl className="grid grid-cols-2 gap-x-5 gap-y-3 sm:grid-cols-4">
        {MACROS.map((each) => (
          <div key={each}>
            <dt className="text-sm text-soft">{t(`food.${each}`)}</dt>
            <dd className="flex flex-col gap-1 text-sm font-semibold tabular-nums">
              {t("diary.amount", { eaten: number(totals[each] ?? 0, 0), target: number(targets[each], 0) })}
              <Bar share={(totals[each] ?? 0) / Math.max(1, targets[each])} label={t(`food.${each}`)} />
            </dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function useName(meals: MealsView | null | undefined) {
  const { t } = useTranslation();
  const names = new Map(knownOf(meals).map(({ key, name }) => [key, name]));
  return (eaten: Logged["eaten"]) => {
    if (eaten.kind === "dish") return names.get(eaten.dish_id) ?? eaten.dish_id.replaceAll("-", " ");
    if (eaten.kind === "food") return names.get(eaten.food_id) ?? eaten.food_id.replaceAll("-", " ");
    return eaten.name || t("diary.unnamed");
  };
}

function Entries({ log, meals, onDelete }: { log: LogDay; meals: MealsView | null; onDelete: (one: Logged) => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const nameOf = useName(meals);
  if (log.entries.length === 0) return <p className="text-soft">{t("diary.empty")}</p>;
  return (
    <ul className="divide-y divide-line">
      {log.entries.map((each) => {
        const name = nameOf(each.eaten);
        const amount = amountOf(each.eaten);
        return (
          <li key={each.id} className="flex items-center justify-between gap-3 py-1.5">
            <span>
              <bdi className="font-medium">{name}</bdi>
              <span className="block text-sm text-soft">
                {amount === null ? null : t(`diary.${each.eaten.kind}`, { value: number(amount, 1) })}
                {amount !== null && each.nutrients ? " · " : null}
                {each.nutrients ? t("unit.kcal", { value: number(each.nutrients.kcal ?? 0, 0) }) : null}
              </span>
            </span>
            <Button kind="plain" size="small" aria-label={t("diary.delete", { name })} onClick={() => onDelete(each)}>
              <Icon name="trash" size={20} />
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

/** The day's planned meals, each plate with a button that says it was eaten. */
function Planned({ meals, day, onEaten }: { meals: MealsView | null; day: string; onEaten: (eaten: Eaten) => void }) {
  const { t } = useTranslation();
  const planned = meals?.document.days.find((each) => each.day === day);
  if (!planned) return null;
  return (
    <Card>
      <h2 className="mb-1 text-lg">{t("diary.planned")}</h2>
      <ul className="divide-y divide-line">
        {planned.meals.flatMap((meal) =>
          meal.plates.map((plate) => (
            <li
              key={`${meal.meal}-${plate.dish_id}-${plate.food_id}`}
              className="flex items-center justify-between gap-3 py-2"
            >
              <span>
                <span className="block text-xs text-soft">{t(`slot.${meal.slot}`)}</span>
                <bdi className="font-medium">{plate.name}</bdi>
              </span>
              <Button
                kind="quiet"
                size="small"
                aria-label={t("diary.ateThis", { name: plate.name })}
                onClick={() => onEaten(eatenOf(plate))}
              >
                <Icon name="check" size={18} /> {t("diary.ate")}
              </Button>
            </li>
          )),
        )}
      </ul>
    </Card>
  );
}

/** What was just logged or deleted, with the way back. */
type Last = { id: string; gone: false } | { eaten: Eaten; gone: true } | null;

/** The food log of a day: what is left, what was eaten, and ways to add more. */
export function Diary({ meals, shown }: { meals: MealsView | null; shown: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const today = dayOf(new Date());
  const [day, setDay] = useState(today);
  const [last, setLast] = useState<Last>(null);
  const query = useQuery(queries.foodLog(day, shown));
  const add = useMutation({
    mutationFn: (eaten: Eaten) => logFood(eaten, day, today),
    onSuccess: (id) => setLast({ id, gone: false }),
  });
  const remove = useMutation({
    mutationFn: ({ id }: Logged) => takeBack(id),
    onSuccess: (_, { eaten }) => setLast(eaten.kind === "quick_hidden" ? null : { eaten, gone: true }),
  });
  const undo = useMutation({
    mutationFn: async (what: NonNullable<Last>) => {
      if (what.gone) await logFood(what.eaten, day, today);
      else await takeBack(what.id);
    },
    onSuccess: () => setLast(null),
  });
  const move = (days: number) => {
    setDay(daysAfter(day, days));
    setLast(null);
  };
  return (
    <>
      <nav aria-label={t("diary.day")} className="flex items-center justify-between gap-2">
        <Button kind="quiet" size="small" onClick={() => move(-1)}>
          {t("diary.before")}
        </Button>
        <p className="font-semibold first-letter:uppercase" aria-live="polite">
          {day === today ? t("diary.today") : format.day(day)}
        </p>
        <Button kind="quiet" size="small" disabled={day >= today} onClick={() => move(1)}>
          {t("diary.after")}
        </Button>
      </nav>
      <Shown query={query}>
        {(log) => (
          <>
            <Left log={log} />
            {log.numbers_hidden ? <Note>{t("food.hidden")}</Note> : null}
            <AddFood known={knownOf(meals)} hidden={log.numbers_hidden} busy={add.isPending} onAdd={add.mutate} />
            <div role="status">
              {last ? (
                <Note tone="accent">
                  {t(last.gone ? "diary.deleted" : "diary.logged")}{" "}
                  <Button kind="plain" size="small" disabled={undo.isPending} onClick={() => undo.mutate(last)}>
                    <Icon name="undo" size={18} /> {t("diary.undo")}
                  </Button>
                </Note>
              ) : null}
            </div>
            <ProblemNote error={add.error ?? remove.error ?? undo.error} />
            <div className="grid items-start gap-5 md:grid-cols-2">
              <Card>
                <h2 className="mb-1 text-lg">{t("diary.eaten")}</h2>
                <Entries log={log} meals={meals} onDelete={remove.mutate} />
              </Card>
              <Planned meals={meals} day={day} onEaten={add.mutate} />
            </div>
          </>
        )}
      </Shown>
    </>
  );
}
