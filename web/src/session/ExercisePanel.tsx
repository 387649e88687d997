import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { Exercise, Outing } from "@/api/types";
import { type Format, ltr, useFormat } from "@/i18n/format";
import { nextSet } from "@/session/nextSet";
import { SetEntry } from "@/session/SetEntry";
import { type LoggedSet, type Session, type SetValues, setsOf } from "@/session/session";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Icon } from "@/ui/Icon";

type Told = Pick<LoggedSet, "load_kg" | "reps" | "rir" | "seconds">;

/** A set in short: `50 kg × 8 · 2 left`. */
function useSetText(): (set: Told) => string {
  const { t } = useTranslation();
  const { weight } = useFormat();
  return ({ load_kg, reps, rir, seconds }) => {
    if (seconds !== null) return t("unit.seconds", { value: seconds });
    const done = load_kg === null ? t("session.repsOf", { count: reps ?? 0 }) : `${weight(load_kg)} × ${reps ?? 0}`;
    return rir === null ? done : `${done} · ${t("session.left", { count: rir })}`;
  };
}

function Before({ last }: { last: Outing }) {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  const text = useSetText();
  const [day, , sets] = last;
  return (
    <p className="text-sm text-soft">
      {t("session.before", { day: shortDay(day) })}{" "}
      {sets.map(([load_kg, reps, rir, seconds]) => text({ load_kg, reps, rir, seconds })).join(", ")}
    </p>
  );
}

/** What is asked for: `3 × 6-10 · 45 kg · 2 left · 2:00 rest`. */
export function goalOf(exercise: Exercise, t: TFunction, format: Format): string {
  const range =
    exercise.reps_low === exercise.reps_high ? `${exercise.reps_low}` : `${exercise.reps_low}–${exercise.reps_high}`;
  const timed = exercise.seconds !== null;
  const parts = [
    timed ? `${exercise.sets} × ${t("unit.seconds", { value: exercise.seconds })}` : ltr(`${exercise.sets} × ${range}`),
  ];
  if (exercise.load_kg !== null) parts.push(format.weight(exercise.load_kg));
  if (exercise.rir !== null && !timed) parts.push(t("session.left", { count: exercise.rir }));
  return parts.join(" · ");
}

interface Props {
  session: Session;
  exercise: Exercise;
  onLog: (values: SetValues) => void;
  onUndo: () => void;
}

export function ExercisePanel({ session, exercise, onLog, onUndo }: Props) {
  const { t } = useTranslation();
  const format = useFormat();
  const text = useSetText();
  const done = setsOf(session, exercise.exercise);
  const warm = setsOf(session, exercise.exercise, "warmup").length;
  const warmup = exercise.warmup[warm];
  const next = nextSet(exercise, done);
  const open = done.length < exercise.sets;
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-xl">
          <bdi>{exercise.name}</bdi>
        </h2>
        <p className="font-medium text-soft">{goalOf(exercise, t, format)}</p>
        {exercise.last ? <Before last={exercise.last} /> : null}
      </div>
      <details className="group text-sm">
        <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("plan.why")}</summary>
        <ul className="list-disc space-y-1 ps-5 text-soft">
          {exercise.reasons.map((each) => (
            <li key={each.rule}>{each.text}</li>
          ))}
        </ul>
      </details>
      {warmup && done.length === 0 ? (
        <div className="flex items-center justify-between gap-3 rounded-control bg-sunk p-3">
          <p>
            <span className="block text-xs text-soft">
              {t("session.warmup", { done: warm + 1, of: exercise.warmup.length })}
            </span>
            <span className="font-semibold">
              {format.weight(warmup.load_kg)} × {warmup.reps}
            </span>
          </p>
          <Button
            kind="quiet"
            className="bg-card"
            onClick={() =>
              onLog({ kind: "warmup", load_kg: warmup.load_kg, reps: warmup.reps, rir: null, seconds: null })
            }
          >
            <Icon name="check" /> {t("session.warmupDone")}
          </Button>
        </div>
      ) : null}
      {done.length ? (
        <ol className="flex flex-wrap gap-2">
          {done.map((each, index) => (
            <li key={each.id} className="rounded-control bg-accent-soft px-3 py-1.5 text-sm tabular-nums">
              <span className="text-soft">{index + 1}.</span> {text(each)}
            </li>
          ))}
        </ol>
      ) : null}
      {open ? (
        <>
          <p role="status" className="font-medium">
            {t("session.set", { done: done.length + 1, of: exercise.sets })}:{" "}
            {t(`next.${next.code}`, { load: next.load_kg === null ? "" : format.weight(next.load_kg) })}
          </p>
          <SetEntry key={`${exercise.exercise}-${done.length}`} exercise={exercise} next={next} onLog={onLog} />
        </>
      ) : (
        <p className="font-medium text-accent">{t("session.exerciseDone")}</p>
      )}
      {done.length + warm > 0 ? (
        <Button kind="plain" size="small" className="self-start" onClick={onUndo}>
          <Icon name="undo" size={18} /> {t("session.undo")}
        </Button>
      ) : null}
    </Card>
  );
}
