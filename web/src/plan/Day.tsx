import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { trainingChanged } from "@/api/queries";
import type { DayDetail, ExerciseDetail, Plan } from "@/api/types";
import { MuscleFigure } from "@/figures/MuscleFigure";
import { groupOf } from "@/figures/muscles";
import { ltr, useFormat } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { clock } from "@/lib/time";
import { SwapSheet } from "@/session/Sheets";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

/** How dark a muscle that helps is drawn, of the one that does most. */
const HELPING = 0.4;

function useDose() {
  const { t } = useTranslation();
  return (each: ExerciseDetail) => {
    if (each.seconds !== null) return `${each.sets} × ${t("unit.seconds", { value: each.seconds })}`;
    const range = each.reps_low === each.reps_high ? each.reps_low : `${each.reps_low}–${each.reps_high}`;
    return ltr(`${each.sets} × ${range}`);
  };
}

/** The muscles that an exercise works, the first one most. */
function Muscles({ muscles }: { muscles: readonly string[] }) {
  const { t } = useTranslation();
  const groups = [...new Set(muscles.map(groupOf))];
  if (groups.length === 0) return null;
  const shares = new Map(groups.map((group, index) => [group, index ? HELPING : 1]));
  return (
    <figure className="mt-3 flex flex-wrap items-center gap-5">
      <MuscleFigure shares={shares} label={t("plan.muscles")} className="h-36" />
      <figcaption className="text-soft">
        {groups.map((group) => t(`muscle.${group}`, { defaultValue: group })).join(", ")}
      </figcaption>
    </figure>
  );
}

interface RowProps {
  plan: Plan;
  day: DayDetail;
  exercise: ExerciseDetail;
  name: string;
  notes: string;
}

function Row({ plan, day, exercise, name, notes }: RowProps) {
  const { t } = useTranslation();
  const { weight } = useFormat();
  const dose = useDose();
  const [swapping, setSwapping] = useState(false);
  const swap = useMutation({
    mutationFn: (to: string) =>
      body(
        client.POST("/api/plans/{plan_id}/swap", {
          params: { path: { plan_id: plan.id }, header: { "Idempotency-Key": newId() } },
          body: { exercise: exercise.exercise_id, to, weekday: day.weekday },
        }),
      ),
    onMutate: () => setSwapping(false),
    onSuccess: trainingChanged,
  });
  return (
    <li className="py-3">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4">
        <h3 className="font-semibold">
          <bdi>{name}</bdi>
        </h3>
        <p className="tabular-nums">{dose(exercise)}</p>
      </div>
      <dl className="mt-1 flex flex-wrap gap-x-5 gap-y-1 text-sm text-soft [&>div]:flex [&>div]:gap-1.5">
        <div>
          <dt>{t("plan.load")}</dt>
          <dd className="text-ink">{exercise.load_kg === null ? t("plan.noLoad") : weight(exercise.load_kg)}</dd>
        </div>
        {exercise.rir === null ? null : (
          <div>
            <dt>
              <abbr title={t("plan.rirLong")} className="no-underline">
                {t("plan.rir")}
              </abbr>
            </dt>
            <dd className="text-ink">{exercise.rir}</dd>
          </div>
        )}
        <div>
          <dt>{t("plan.rest")}</dt>
          <dd className="text-ink">
            <bdi>{clock(exercise.rest_s)}</bdi>
          </dd>
        </div>
      </dl>
      <details className="text-sm">
        <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("plan.why")}</summary>
        <ul className="list-disc space-y-1 ps-5 text-soft">
          {exercise.reasons.map((each) => (
            <li key={each.rule}>
              {each.text} <bdi className="text-xs">({each.rule})</bdi>
            </li>
          ))}
        </ul>
        <p className="mt-2">{notes}</p>
        <Muscles muscles={exercise.muscles} />
        <Button kind="quiet" size="small" className="mt-3" disabled={swap.isPending} onClick={() => setSwapping(true)}>
          <Icon name="swap" size={18} /> {t("action.swap")}
        </Button>
      </details>
      <ProblemNote error={swap.error} />
      <SwapSheet
        open={swapping}
        onClose={() => setSwapping(false)}
        plan={plan.id}
        exercise={exercise.exercise_id}
        name={name}
        weekday={day.weekday}
        note={t("swap.always")}
        onSwap={(to) => swap.mutate(to.exercise)}
      />
    </li>
  );
}

/** One training day: its exercises with every number, and why each is there. */
export function Day({ plan, index }: { plan: Plan; index: number }) {
  const { t } = useTranslation();
  const { weekday } = useFormat();
  const day = plan.document.days[index];
  const written = plan.document.plan?.workout_plan.weekly_schedule[index];
  if (!day || !written) return null;
  return (
    <Card>
      <header className="flex flex-wrap items-baseline justify-between gap-2">
        <h2 className="text-lg first-letter:uppercase">
          {weekday(day.weekday)} · {t(`focus.${day.focus}`, { defaultValue: day.focus })}
        </h2>
        <p className="text-sm text-soft">{t("unit.minutes", { value: written.duration })}</p>
      </header>
      <ol className="divide-y divide-line">
        {day.exercises.map((exercise, place) => (
          <Row
            key={exercise.exercise_id}
            plan={plan}
            day={day}
            exercise={exercise}
            name={written.exercises[place]?.name ?? exercise.exercise_id}
            notes={written.exercises[place]?.notes ?? ""}
          />
        ))}
      </ol>
    </Card>
  );
}
