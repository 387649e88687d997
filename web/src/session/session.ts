// A training session as the device holds it: plain values, and functions from one to the next with the events to send.
import type { components } from "@/api/generated/events";
import type { Alternative, Exercise, Joint, Today } from "@/api/types";
import type { NewEvent } from "@/offline/db";

type Happened = NewEvent["what"];
type Events = components["schemas"];
export type SkipReason = Events["SkipReason"];
export type SetKind = Events["SetKind"];

export interface LoggedSet {
  /** The id of its event, so that it can be taken back. */
  id: string;
  exercise: string;
  kind: SetKind;
  load_kg: number | null;
  reps: number | null;
  rir: number | null;
  seconds: number | null;
}

export interface Session {
  owner: string;
  id: string;
  today: Today;
  /** Milliseconds since 1970; the device's clock, so that a pause in the background loses nothing. */
  startedAt: number;
  current: number;
  sets: readonly LoggedSet[];
  skipped: readonly string[];
  rest: { until: number; seconds: number } | null;
}

/** A session after something happened, and the events that tell of it. `Make` gives an event its id and time. */
export interface Step {
  session: Session;
  events: NewEvent[];
}
export type Make = (what: Happened) => NewEvent;

export function begin(owner: string, id: string, plan: string | null, today: Today, now: number, make: Make): Step {
  return {
    session: { owner, id, today, startedAt: now, current: 0, sets: [], skipped: [], rest: null },
    events: [make({ type: "session.started", session: id, plan, weekday: today.weekday })],
  };
}

export function setsOf(session: Session, exercise: string, kind: SetKind = "work"): LoggedSet[] {
  return session.sets.filter((each) => each.exercise === exercise && each.kind === kind);
}

/** Done means: all sets, or left out on purpose. */
export function isDone(session: Session, exercise: Exercise): boolean {
  return session.skipped.includes(exercise.exercise) || setsOf(session, exercise.exercise).length >= exercise.sets;
}

/** Whether one goes on right after a set of this exercise, without a rest. */
function followsAtOnce(session: Session, exercise: Exercise): boolean {
  return (
    session.today.circuit || session.today.exercises.every((each) => isDone(session, each)) || exercise.rest_s === 0
  );
}

/** The next exercise with sets left; in a circuit that is the one after this, else this one until it is done. */
function nextIndex(session: Session): number {
  const { exercises, circuit } = session.today;
  const open = (index: number) => {
    const exercise = exercises[index];
    return exercise !== undefined && !isDone(session, exercise);
  };
  if (!circuit && open(session.current)) return session.current;
  for (let step = 1; step <= exercises.length; step += 1) {
    const index = (session.current + step) % exercises.length;
    if (open(index)) return index;
  }
  return session.current;
}

export type SetValues = Omit<LoggedSet, "id" | "exercise">;

export function logSet(session: Session, exercise: Exercise, values: SetValues, now: number, make: Make): Step {
  const told = make({ type: "set.logged", session: session.id, exercise: exercise.exercise, ...values });
  const logged = { ...session, sets: [...session.sets, { id: told.id, exercise: exercise.exercise, ...values }] };
  if (values.kind !== "work") return { session: logged, events: [told] };
  const rest = followsAtOnce(logged, exercise)
    ? null
    : { until: now + exercise.rest_s * 1000, seconds: exercise.rest_s };
  return { session: { ...logged, rest, current: nextIndex(logged) }, events: [told] };
}

/** Take the latest set of an exercise back: it never happened. */
export function undoSet(session: Session, exercise: string, make: Make): Step {
  const last = session.sets.findLast((each) => each.exercise === exercise);
  if (!last) return { session, events: [] };
  const sets = session.sets.filter((each) => each.id !== last.id);
  return { session: { ...session, sets, rest: null }, events: [make({ type: "event.deleted", event: last.id })] };
}

export function skip(session: Session, exercise: string, reason: SkipReason, make: Make): Step {
  const left = { ...session, skipped: [...session.skipped, exercise], rest: null };
  const shown = session.today.exercises[session.current]?.exercise === exercise;
  return {
    session: { ...left, current: shown ? nextIndex(left) : session.current },
    events: [make({ type: "exercise.skipped", session: session.id, exercise, reason })],
  };
}

/** Another exercise in its place, in this session only, at the load that was carried over. */
export function swap(session: Session, exercise: string, to: Alternative, reason: SkipReason, make: Make): Step {
  const exercises = session.today.exercises.map((each) =>
    each.exercise === exercise
      ? {
          ...each,
          exercise: to.exercise,
          name: to.name,
          load_kg: to.load_kg,
          planned: each.planned || each.name,
          last: null,
          warmup: [],
          plates_per_side: [],
          reasons: [{ rule: to.rule, text: to.reason }],
        }
      : each,
  );
  return {
    session: { ...session, today: { ...session.today, exercises } },
    events: [make({ type: "exercise.swapped", session: session.id, exercise, to: to.exercise, reason })],
  };
}

export function pain(session: Session, exercise: string, region: Joint, score: number, make: Make): Step {
  return { session, events: [make({ type: "pain.reported", region, score, exercise, session: session.id })] };
}

/** The session as announced anew (less time, pain): what was begun or left out stays as it is. */
export function announced(session: Session, today: Today): Session {
  const touched = session.today.exercises.filter(
    (each) => session.skipped.includes(each.exercise) || session.sets.some((set) => set.exercise === each.exercise),
  );
  const ids = new Set(touched.map((each) => each.exercise));
  const kept = touched.map((each) => today.exercises.find((other) => other.exercise === each.exercise) ?? each);
  const exercises = [...kept, ...today.exercises.filter((each) => !ids.has(each.exercise))];
  const now = session.today.exercises[session.current]?.exercise;
  const current = Math.max(
    0,
    exercises.findIndex((each) => each.exercise === now),
  );
  return { ...session, today: { ...today, exercises }, current };
}

export function finish(
  session: Session,
  rpe: number | null,
  enjoyment: number | null,
  now: number,
  make: Make,
): NewEvent[] {
  const minutes = Math.min(1440, Math.max(1, Math.round((now - session.startedAt) / 60_000)));
  return [make({ type: "session.finished", session: session.id, rpe, enjoyment, minutes })];
}
