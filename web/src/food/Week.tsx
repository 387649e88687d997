import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { MealsView, MealView } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

/** The plates of a meal, each with what goes into it. */
export function Plates({ meal }: { meal: MealView }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return meal.plates.map((plate) => (
    <details key={plate.dish_id + plate.food_id + plate.name} className="group">
      <summary className="flex min-h-9 items-center justify-between gap-2 font-medium">
        <bdi>{plate.name}</bdi>
        {plate.minutes ? (
          <span className="shrink-0 text-xs font-normal text-soft">{t("unit.minutes", { value: plate.minutes })}</span>
        ) : null}
      </summary>
      <ul className="mb-2 list-disc ps-5 text-sm text-soft">
        {plate.ingredients.map((each) => (
          <li key={each.food_id}>
            <bdi>{each.name}</bdi>: {t("unit.g", { value: number(each.grams, 0) })}
          </li>
        ))}
      </ul>
    </details>
  ));
}

function Meal({ plan, day, meal }: { plan: string; day: string; meal: MealView }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const swap = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/meals/{plan_id}/swap", {
          params: { path: { plan_id: plan }, header: { "Idempotency-Key": newId() } },
          body: { day, slot: meal.slot, meal: meal.meal, seed: Math.floor(Math.random() * 1000) },
        }),
      ),
    onSuccess: () => queryClient.invalidateQueries({ queryKey: ["meals"] }),
  });
  const slot = t(`slot.${meal.slot}`);
  return (
    <li className="py-2.5">
      <div className="flex items-center justify-between gap-3">
        <span className="text-sm text-soft">
          {slot}
          {meal.nutrients ? ` · ${t("unit.kcal", { value: number(meal.nutrients.kcal ?? 0, 0) })}` : null}
        </span>
        <Button
          kind="plain"
          size="small"
          aria-label={t("food.swapThis", { slot })}
          aria-busy={swap.isPending}
          disabled={swap.isPending}
          onClick={() => swap.mutate()}
        >
          <Icon name="swap" size={18} /> {t("action.swap")}
        </Button>
      </div>
      <Plates meal={meal} />
      <ProblemNote error={swap.error} />
    </li>
  );
}

/** The meal plan day by day. */
export function Week({ meals }: { meals: MealsView }) {
  const { t } = useTranslation();
  const { day, number } = useFormat();
  const { document } = meals;
  return (
    <>
      {meals.outdated ? <Note tone="warn">{t("food.outdated")}</Note> : null}
      {document.referral ? <Note tone="danger">{document.referral}</Note> : null}
      {document.questions.map((each) => (
        <Note key={each}>{each}</Note>
      ))}
      <div className="grid items-start gap-4 md:grid-cols-2">
        {document.days.map((each) => (
          <Card key={each.day}>
            <div className="flex flex-wrap items-baseline justify-between gap-2">
              <h2 className="text-lg first-letter:uppercase">{day(each.day)}</h2>
              {each.totals ? (
                <span className="text-sm text-soft">
                  {t("food.dayTotals", {
                    kcal: number(each.totals.kcal ?? 0, 0),
                    protein: number(each.totals.protein_g ?? 0, 0),
                  })}
                </span>
              ) : null}
            </div>
            {each.training ? <p className="text-sm text-accent">{t("food.training")}</p> : null}
            <ul className="divide-y divide-line">
              {each.meals.map((meal) => (
                <Meal key={meal.meal} plan={meals.id} day={each.day} meal={meal} />
              ))}
            </ul>
            {each.gave_way.length ? <p className="mt-2 text-xs text-soft">{each.gave_way.join(" ")}</p> : null}
          </Card>
        ))}
      </div>
    </>
  );
}
