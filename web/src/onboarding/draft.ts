// The answers of onboarding, and the profile they make. Key names of the profile are the API's.
import type { Locale, Units, Weekday } from "@/api/types";

export const GENDERS = ["female", "male", "other"] as const;
export const LEVELS = ["beginner", "intermediate", "advanced"] as const;
export const GOALS = [
  "muscle_gain",
  "strength_increase",
  "weight_loss",
  "endurance_improvement",
  "general_fitness",
  "flexibility",
  "stress_reduction",
  "body_recomposition",
  "athletic_performance",
  "rehabilitation",
] as const;
export const ACCESS = ["full_gym", "home_gym", "no_equipment"] as const;
export const ITEMS = [
  "dumbbell",
  "barbell",
  "bench",
  "rack",
  "kettlebell",
  "band",
  "pull_up_bar",
  "cable",
  "machine",
  "suspension_trainer",
  "stationary_bike",
  "rowing_machine",
  "treadmill",
  "jump_rope",
  "mat",
] as const;
export const PARQ = [
  "heart_disease_or_high_blood_pressure",
  "chest_pain",
  "dizziness_or_fainting",
  "other_chronic_condition",
  "prescribed_medicine",
  "bone_or_joint_problem",
  "supervised_exercise_only",
] as const;
export const PREGNANCY = [
  "trimester_1",
  "trimester_2",
  "trimester_3",
  "postpartum_under_12_weeks",
  "breastfeeding",
] as const;
export const CONDITIONS = [
  "hypertension",
  "heart_disease",
  "diabetes",
  "asthma",
  "osteoporosis",
  "hernia",
  "kidney_disease",
  "eating_disorder_history",
] as const;
export const DIETS = [
  "omnivore",
  "vegetarian",
  "pescatarian",
  "vegan",
  "halal",
  "kosher",
  "gluten_free",
  "lactose_free",
  "hindu_vegetarian",
  "jain",
] as const;
export const ALLERGENS = [
  "gluten",
  "milk",
  "eggs",
  "nuts",
  "peanuts",
  "fish",
  "crustaceans",
  "molluscs",
  "soy",
  "sesame",
  "celery",
  "mustard",
  "lupin",
  "sulphites",
] as const;

type Of<T extends readonly string[]> = T[number];

export interface Draft {
  units: Units;
  age: string;
  gender: Of<typeof GENDERS> | null;
  height: string;
  weight: string;
  level: Of<typeof LEVELS> | null;
  goals: Of<typeof GOALS>[];
  days: number;
  minutes: number;
  weekdays: Weekday[];
  access: Of<typeof ACCESS> | null;
  items: Of<typeof ITEMS>[];
  injuries: string[];
  otherInjuries: string;
  parq: Of<typeof PARQ>[];
  conditions: Of<typeof CONDITIONS>[];
  pregnancy: Of<typeof PREGNANCY> | "none";
  medicines: string;
  diet: Of<typeof DIETS>;
  allergies: Of<typeof ALLERGENS>[];
  otherAllergies: string;
  meals: number;
}

export const EMPTY: Draft = {
  units: "metric",
  age: "",
  gender: null,
  height: "",
  weight: "",
  level: null,
  goals: [],
  days: 3,
  minutes: 45,
  weekdays: [],
  access: null,
  items: [],
  injuries: [],
  otherInjuries: "",
  parq: [],
  conditions: [],
  pregnancy: "none",
  medicines: "",
  diet: "omnivore",
  allergies: [],
  otherAllergies: "",
  meals: 3,
};

export type Json = { [key: string]: unknown };

function listed(text: string): string[] {
  return text
    .split(/[,;،\n]/)
    .map((each) => each.trim())
    .filter(Boolean);
}

function numberOf(text: string): number | undefined {
  return text.trim() === "" ? undefined : Number(text);
}

/** The profile of a draft; height and weight in the units that were chosen, which the API converts. */
export function profileOf(draft: Draft, locale: Locale): Json {
  return {
    personal_info: {
      age: numberOf(draft.age),
      gender: draft.gender ?? undefined,
      height: numberOf(draft.height),
      weight: numberOf(draft.weight),
      fitness_level: draft.level ?? undefined,
    },
    goals: draft.goals,
    preferences: {
      workout_duration: draft.minutes,
      days_per_week: draft.days,
      equipment_access: draft.access ?? undefined,
      ...(draft.items.length ? { equipment: draft.items } : {}),
      ...(draft.weekdays.length ? { available_weekdays: draft.weekdays } : {}),
    },
    constraints: { injuries: [...draft.injuries, ...listed(draft.otherInjuries)] },
    health: {
      parq: Object.fromEntries(PARQ.map((each) => [each, draft.parq.includes(each)])),
      conditions: draft.conditions,
      medicines: listed(draft.medicines),
      ...(draft.pregnancy === "none" ? {} : { pregnancy: draft.pregnancy }),
    },
    nutrition: {
      diet: draft.diet,
      allergies: [...draft.allergies, ...listed(draft.otherAllergies)],
      meals_per_day: draft.meals,
    },
    locale,
    units: draft.units,
  };
}

/** Which step asks for a field of the profile. */
export function stepOf(field: string): number {
  const STEPS: readonly (readonly [string, number])[] = [
    ["personal_info", 0],
    ["goals", 1],
    ["preferences.equipment", 3],
    ["preferences", 2],
    ["constraints", 4],
    ["health", 5],
    ["nutrition", 6],
  ];
  return STEPS.find(([start]) => field.startsWith(start))?.[1] ?? 0;
}
