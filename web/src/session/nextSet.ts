// What to do in the next set, from those done. The rule is the coach's own (domain/adaptation/autoregulation.py), kept
// here so that it works without a connection; where the device knows less (the kind of exercise, the loads that exist)
// it takes the value that changes the load less.
import type { Exercise } from "@/api/types";
import type { LoggedSet } from "@/session/session";

/** Repetitions that a set costs the next one: the middle of the coach's three defaults. */
const FATIGUE = 0.75;
/** Change of load for each repetition between capacity and goal, the smaller of the coach's two. */
const SHARE_PER_REP = 0.025;
const STEP_MOST = 0.1;
const DEAD_BAND = 1;

export interface NextSet {
  load_kg: number | null;
  reps: number | null;
  code: "start" | "find" | "hold" | "up" | "down" | "bodyweight";
}

/** The load below or at `kg` that exists: pairs of 1.25 kg on a bar, else whole kilograms and 2.5 kg above ten. */
export function roundDown(kg: number, barbell: boolean): number {
  const step = barbell || kg > 10 ? 2.5 : 1;
  return Math.floor(kg / step + 1e-6) * step;
}

/** What the last set's repetitions leave against the goal of the next, in repetitions; below 1 it is noise. */
function gapOf(exercise: Exercise, last: LoggedSet): number {
  const goal = (exercise.reps ?? exercise.reps_low ?? 1) + (exercise.rir ?? 0);
  const gap = (last.reps ?? 0) + (last.rir ?? exercise.rir ?? 0) - FATIGUE - goal;
  return Math.abs(gap) < DEAD_BAND ? 0 : gap;
}

/** The load rises only where the coach lets it (`rises`) and the reserve was told; it falls for everyone. */
export function nextSet(exercise: Exercise, done: readonly LoggedSet[]): NextSet {
  const reps = exercise.reps;
  const last = done.at(-1);
  if (!last) {
    const find = exercise.load_kg === null && exercise.reasons.some((each) => each.rule === "ADP-find");
    return { load_kg: exercise.load_kg, reps, code: find ? "find" : "start" };
  }
  if (last.load_kg === null || last.reps === null) return { load_kg: null, reps, code: "bodyweight" };
  const gap = gapOf(exercise, last);
  const share = Math.max(-STEP_MOST, Math.min(STEP_MOST, gap * SHARE_PER_REP));
  const load = roundDown(last.load_kg * (1 + share), exercise.plates_per_side.length > 0);
  const risen = gap > 0 && exercise.rises && last.rir !== null && load > last.load_kg;
  if (risen) return { load_kg: load, reps, code: "up" };
  if (gap < 0 && load > 0 && load < last.load_kg) return { load_kg: load, reps, code: "down" };
  return { load_kg: last.load_kg, reps, code: "hold" };
}
