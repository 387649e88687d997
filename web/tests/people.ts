import type { Exercise, Today } from "@/api/types";
import type { NewEvent } from "@/offline/db";
import { begin, type Make, type Session } from "@/session/session";

/** An exercise of today's session; `change` what matters. */
export function exercise(id: string, change: Partial<Exercise> = {}): Exercise {
  return {
    exercise: id,
    name: id,
    role: "main",
    sets: 2,
    rest_s: 120,
    reps_low: 6,
    reps_high: 10,
    reps: 8,
    seconds: null,
    load_kg: 50,
    rir: 2,
    rises: true,
    reasons: [],
    last: null,
    warmup: [],
    plates_per_side: [15],
    planned: "",
    ...change,
  };
}

export function today(exercises: readonly Exercise[], change: Partial<Today> = {}): Today {
  return {
    day: "2026-11-23",
    kind: "train",
    weekday: "monday",
    missed: false,
    focus: "full_body",
    week: 1,
    weeks: 6,
    deload: false,
    minutes: 45,
    warmup: [],
    cooldown: [],
    warmup_min: 6,
    cooldown_min: 4,
    exercises,
    left_out: [],
    circuit: false,
    readiness: "none",
    reasons: [],
    referral: "",
    next_day: null,
    ...change,
  };
}

export function maker(): Make {
  let serial = 0;
  return (what): NewEvent => {
    serial += 1;
    return { id: `event-${serial}`, at: "2026-11-23T18:00:00+01:00", day: "2026-11-23", what };
  };
}

export function session(
  exercises = [exercise("squat"), exercise("row"), exercise("curl")],
  change: Partial<Today> = {},
): Session {
  return begin("person-1", "session-1", "plan-1", today(exercises, change), 0, maker()).session;
}
