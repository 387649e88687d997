import { useMutation, useQuery } from "@tanstack/react-query";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import type { MealsView, MealView } from "@/api/types";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { useJob } from "@/socket/useJob";
import { Button } from "@/ui/Button";
import { Card, Figure, Note, Title } from "@/ui/Card";
import { Loading, Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Targets({ shown, onShow }: { shown: boolean; onShow: () => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const query = useQuery(queries.targets(shown));
  return (
    <Shown query={query}>
      {(found) => {
        if (!found) return <Note>{t("food.noProfile")}</Note>;
        const { targets } = found;
        return (
          <Card className="flex flex-col gap-4">
            <h2 className="text-lg">{t("food.targets")}</h2>
            {found.referral ? <Note tone="warn">{found.referral}</Note> : null}
            <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
              {targets ? (
                <>
                  <Figure label={t("food.energy")} value={t("unit.kcal", { value: number(targets.target, 0) })} />
                  {(["protein_g", "carbs_g", "fat_g", "fibre_g"] as const).map((each) => (
                    <Figure
                      key={each}
                      label={t(`food.${each}`)}
                      value={t("unit.g", { value: number(targets[each], 0) })}
                    />
                  ))}
                </>
              ) : null}
              <Figure label={t("food.water")} value={t("unit.l", { value: number(found.water_l, 1) })} />
            </dl>
            {found.numbers_hidden ? (
              <div className="text-sm text-soft">
                <p>{t("food.hidden")}</p>
                <Button kind="plain" size="small" onClick={onShow}>
                  {t("food.show")}
                </Button>
              </div>
            ) : null}
            {found.advice.map((each) => (
              <Note key={each}>{each}</Note>
            ))}
            <details className="text-sm">
              <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("plan.why")}</summary>
              <ul className="list-disc space-y-1 ps-5 text-soft">
                {found.reasons.map((each) => (
                  <li key={each.rule}>{each.text}</li>
                ))}
              </ul>
            </details>
          </Card>
        );
      }}
    </Shown>
  );
}

function Meal({ meal }: { meal: MealView }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  return (
    <li className="py-2">
      <div className="flex justify-between gap-3">
        <span className="text-sm text-soft">{t(`slot.${meal.slot}`)}</span>
        {meal.nutrients ? (
          <span className="text-sm text-soft">{t("unit.kcal", { value: number(meal.nutrients.kcal ?? 0, 0) })}</span>
        ) : null}
      </div>
      {meal.plates.map((plate) => (
        <details key={plate.dish_id + plate.food_id + plate.name}>
          <summary className="flex min-h-9 items-center font-medium">{plate.name}</summary>
          <ul className="list-disc ps-5 text-sm text-soft">
            {plate.ingredients.map((each) => (
              <li key={each.food_id}>
                {each.name}: {t("unit.g", { value: number(each.grams, 0) })}
              </li>
            ))}
          </ul>
        </details>
      ))}
    </li>
  );
}

function Week({ meals }: { meals: MealsView }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  return (
    <>
      {meals.outdated ? <Note tone="warn">{t("food.outdated")}</Note> : null}
      <div className="grid items-start gap-4 md:grid-cols-2">
        {meals.document.days.map((each) => (
          <Card key={each.day}>
            <h2 className="text-lg first-letter:uppercase">{day(each.day)}</h2>
            {each.training ? <p className="text-sm text-accent">{t("food.training")}</p> : null}
            <ul className="divide-y divide-line">
              {each.meals.map((meal) => (
                <Meal key={meal.meal} meal={meal} />
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  );
}

/** Waits for the job that makes the week, then has it shown. */
function Cooking({ job, onOver }: { job: string; onOver: () => void }) {
  const { t } = useTranslation();
  const followed = useJob(job);
  const state = followed.job?.state;
  useEffect(() => {
    if (state === "succeeded") void queryClient.invalidateQueries({ queryKey: ["meals"] }).then(onOver);
  }, [state, onOver]);
  if (followed.error) return <ProblemNote error={followed.error} />;
  if (state === "failed") return <Note tone="danger">{followed.job?.error?.message}</Note>;
  return <Note role="status">{t("food.making")}</Note>;
}

export function Food() {
  const { t } = useTranslation();
  const [shown, setShown] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const cooked = useCallback(() => setJob(null), []);
  const meals = useQuery(queries.meals(useLocale(), shown));
  const ask = useMutation({
    mutationFn: () =>
      body(client.POST("/api/meals", { body: { kind: "week" }, params: { header: { "Idempotency-Key": newId() } } })),
    onSuccess: (asked) => {
      if ("job_id" in asked) setJob(asked.job_id);
    },
  });
  return (
    <>
      <Title
        aside={
          <Button
            kind={meals.data ? "quiet" : "main"}
            disabled={ask.isPending || job !== null}
            onClick={() => ask.mutate()}
          >
            {t("food.make")}
          </Button>
        }
      >
        {t("nav.food")}
      </Title>
      <ProblemNote error={ask.error} />
      {job ? <Cooking job={job} onOver={cooked} /> : null}
      <Targets shown={shown} onShow={() => setShown(true)} />
      {meals.isPending ? (
        <Loading />
      ) : (
        <Shown query={meals}>
          {(found) => (found ? <Week meals={found} /> : <p className="text-soft">{t("food.none")}</p>)}
        </Shown>
      )}
    </>
  );
}
