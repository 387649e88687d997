// The answers that a stored profile already holds. It may have been pasted in any of the spellings that the API reads, so only
// what is one of our own answers is taken over; the rest stays in the profile as it is.

import { REGIONS } from "@/figures/BodyMap";
import { WEEKDAYS } from "@/i18n/format";
import {
  ACCESS,
  ALLERGENS,
  CONDITIONS,
  DIETS,
  type Draft,
  EMPTY,
  GENDERS,
  GOALS,
  ITEMS,
  type Json,
  LEVELS,
  PARQ,
  PREGNANCY,
} from "@/onboarding/draft";

function objectAt(tree: Json, key: string): Json {
  const value = tree[key];
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function one<T extends string, E>(value: unknown, allowed: readonly T[], otherwise: E): T | E {
  return allowed.find((each) => each === value) ?? otherwise;
}

function texts(value: unknown): string[] {
  const list = Array.isArray(value) ? value : [value];
  return list.filter((each): each is string => typeof each === "string");
}

function many<T extends string>(value: unknown, allowed: readonly T[]): T[] {
  const given = texts(value);
  return allowed.filter((each) => given.includes(each));
}

function written(value: unknown, allowed: readonly string[]): string {
  return texts(value)
    .filter((each) => !allowed.includes(each))
    .join(", ");
}

const asText = (value: unknown) => (typeof value === "number" ? String(value) : "");
const asNumber = (value: unknown, otherwise: number) => (typeof value === "number" ? value : otherwise);

/** The answers of a profile, and the empty ones for the rest. */
export function draftOf(profile: Json): Draft {
  const [info, week, limits] = [
    objectAt(profile, "personal_info"),
    objectAt(profile, "preferences"),
    objectAt(profile, "constraints"),
  ];
  const [health, food] = [objectAt(profile, "health"), objectAt(profile, "nutrition")];
  const parq = objectAt(health, "parq");
  return {
    units: one(profile.units, ["metric", "imperial"] as const, EMPTY.units),
    age: asText(info.age),
    gender: one(info.gender, GENDERS, null),
    height: asText(info.height),
    weight: asText(info.weight),
    level: one(info.fitness_level, LEVELS, null),
    goals: many(profile.goals, GOALS),
    days: asNumber(week.days_per_week, EMPTY.days),
    minutes: asNumber(week.workout_duration, EMPTY.minutes),
    weekdays: many(week.available_weekdays, WEEKDAYS),
    access: one(week.equipment_access, ACCESS, null),
    items: many(week.equipment, ITEMS),
    injuries: many(limits.injuries, REGIONS),
    otherInjuries: written(limits.injuries, REGIONS),
    parq: PARQ.filter((each) => parq[each] === true),
    conditions: many(health.conditions, CONDITIONS),
    pregnancy: one(health.pregnancy, PREGNANCY, "none"),
    medicines: written(health.medicines, []),
    diet: one(food.diet, DIETS, EMPTY.diet),
    allergies: many(food.allergies, ALLERGENS),
    otherAllergies: written(food.allergies, ALLERGENS),
    meals: asNumber(food.meals_per_day, EMPTY.meals),
  };
}

const ASKED = ["personal_info", "preferences", "constraints", "health", "nutrition"];
/** What is left out of the new answers on purpose, so that the old answer must not stay. */
const CLEARED = ["equipment", "available_weekdays", "pregnancy"];

/** New answers over a stored profile: what was not asked for (best lifts, history, stages of a disease) stays. */
export function merged(profile: Json, answers: Json): Json {
  const sections = ASKED.map((key) => {
    const before = Object.entries(objectAt(profile, key)).filter(([name]) => !CLEARED.includes(name));
    return [key, { ...Object.fromEntries(before), ...objectAt(answers, key) }];
  });
  return { ...profile, ...answers, ...Object.fromEntries(sections) };
}
