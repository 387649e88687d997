import { describe, expect, test } from "vitest";
import { nextSet, roundDown } from "@/session/nextSet";
import {
  announced,
  begin,
  finish,
  type LoggedSet,
  logSet,
  type Session,
  type SetValues,
  skip,
  swap,
  undoSet,
} from "@/session/session";
import { exercise, maker, session, today } from "./people";

const WORK: SetValues = { kind: "work", load_kg: 50, reps: 8, rir: 2, seconds: null };

/** The session after sets of the exercise that is shown, one after the other. */
function doing(start: Session, sets: number, values = WORK): Session {
  const make = maker();
  let now = start;
  for (let count = 0; count < sets; count += 1) {
    const shown = now.today.exercises[now.current];
    if (shown) now = logSet(now, shown, values, 1000, make).session;
  }
  return now;
}

describe("a session", () => {
  test("begins with the plan's day", () => {
    const { events } = begin("person-1", "session-1", "plan-1", today([exercise("squat")]), 0, maker());
    expect(events.map(({ what }) => what)).toEqual([
      { type: "session.started", session: "session-1", plan: "plan-1", weekday: "monday" },
    ]);
  });

  test("a set is told with all its values and a rest until a moment follows", () => {
    const { session: now, events } = logSet(session(), exercise("squat"), WORK, 5000, maker());
    expect(events[0]?.what).toEqual({ type: "set.logged", session: "session-1", exercise: "squat", ...WORK });
    expect(now.rest).toEqual({ until: 125_000, seconds: 120 });
  });

  test("goes to the next exercise when all sets of one are done, and has no rest after the last", () => {
    expect(doing(session(), 1).current).toBe(0);
    expect(doing(session(), 2).current).toBe(1);
    const over = doing(session(), 6);
    expect(over.rest).toBeNull();
    expect(over.sets).toHaveLength(6);
  });

  test("a circuit goes round, and past what is left out", () => {
    const circuit = session(undefined, { circuit: true });
    expect([1, 2, 3].map((sets) => doing(circuit, sets).current)).toEqual([1, 2, 0]);
    const without = skip(circuit, "row", "equipment", maker()).session;
    expect(doing(without, 1).current).toBe(2);
  });

  test("a warm-up set counts for nothing and starts no rest", () => {
    const { session: now } = logSet(session(), exercise("squat"), { ...WORK, kind: "warmup" }, 0, maker());
    expect(now.rest).toBeNull();
    expect(doing(now, 2).current).toBe(1);
  });

  test("a set that is taken back never happened", () => {
    const done = doing(session(), 1);
    const { session: now, events } = undoSet(done, "squat", maker());
    expect(now.sets).toEqual([]);
    expect(events[0]?.what).toEqual({ type: "event.deleted", event: done.sets[0]?.id });
    expect(undoSet(now, "squat", maker()).events).toEqual([]);
  });

  test("a swap keeps the place, takes the load over and tells it", () => {
    const to = { exercise: "leg-press", name: "Leg press", load_kg: 80, rule: "R", reason: "same muscles" };
    const { session: now, events } = swap(session(), "squat", to, "equipment", maker());
    expect(now.today.exercises[0]).toMatchObject({ exercise: "leg-press", load_kg: 80, planned: "squat", sets: 2 });
    expect(events[0]?.what).toMatchObject({ type: "exercise.swapped", exercise: "squat", to: "leg-press" });
  });

  test("announced anew keeps what was begun and drops what no longer fits", () => {
    const begun = doing(session(), 1);
    const shorter = today([exercise("squat", { sets: 1 }), exercise("plank")]);
    const now = announced(begun, shorter);
    expect(now.today.exercises.map((each) => each.exercise)).toEqual(["squat", "plank"]);
    expect(now.sets).toEqual(begun.sets);
    const gone = announced(doing(session(), 3), today([exercise("plank")]));
    expect(gone.today.exercises.map((each) => each.exercise)).toEqual(["squat", "row", "plank"]);
    expect(gone.today.exercises[gone.current]?.exercise).toBe("row");
  });

  test("ends with its minutes, at least one", () => {
    const [event] = finish(session(), 7, null, 52 * 60_000, maker());
    expect(event?.what).toEqual({
      type: "session.finished",
      session: "session-1",
      rpe: 7,
      enjoyment: null,
      minutes: 52,
    });
    expect(finish(session(), null, null, 5, maker())[0]?.what).toMatchObject({ minutes: 1 });
  });
});

describe("the next set", () => {
  const done = (change: Partial<LoggedSet>): LoggedSet[] => [{ id: "1", exercise: "squat", ...WORK, ...change }];

  test("the first is as announced, or asks to find a load", () => {
    expect(nextSet(exercise("squat"), [])).toEqual({ load_kg: 50, reps: 8, code: "start" });
    const find = exercise("row", { load_kg: null, reasons: [{ rule: "ADP-find", text: "" }] });
    expect(nextSet(find, []).code).toBe("find");
  });

  test.each([
    ["as asked", { reps: 8, rir: 2 }, 50, "hold"],
    ["one short is noise with a reserve", { reps: 8, rir: 2.2 }, 50, "hold"],
    ["far too easy rises by a tenth at most", { reps: 12, rir: 5 }, 55, "up"],
    ["to failure and short falls", { reps: 6, rir: 0 }, 45, "down"],
    ["easy without a told reserve stays", { reps: 12, rir: null }, 50, "hold"],
  ] as const)("%s", (_, change, load_kg, code) => {
    expect(nextSet(exercise("squat"), done(change))).toEqual({ load_kg, reps: 8, code });
  });

  test("never rises where the coach holds", () => {
    expect(nextSet(exercise("squat", { rises: false }), done({ reps: 12, rir: 5 })).code).toBe("hold");
  });

  test("never changes by more than a tenth upwards, whatever was done", () => {
    for (let kg = 20; kg <= 200; kg += 2.5)
      for (let reps = 1; reps <= 30; reps += 1)
        for (const rir of [0, 2, 5]) {
          const next = nextSet(exercise("squat"), done({ load_kg: kg, reps, rir }));
          expect(next.load_kg ?? 0).toBeLessThanOrEqual(kg * 1.1 + 1e-9);
        }
  });

  test("without a load it is bodyweight", () => {
    expect(nextSet(exercise("plank", { load_kg: null }), done({ load_kg: null })).code).toBe("bodyweight");
  });

  test("loads are rounded down to what exists", () => {
    expect([roundDown(52.4, true), roundDown(7.9, false), roundDown(13, false)]).toEqual([50, 7, 12.5]);
  });
});
