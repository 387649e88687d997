import { describe, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { type Draft, EMPTY, profileOf, stepOf } from "@/onboarding/draft";
import { draftOf, merged } from "@/onboarding/earlier";
import { valueAt } from "@/onboarding/Paste";

describe("the profile of the answers", () => {
  test("has the API's names and the units that were chosen", () => {
    const draft = {
      ...EMPTY,
      age: "34",
      gender: "female" as const,
      height: "66",
      weight: "140",
      units: "imperial" as const,
    };
    expect(profileOf(draft, "fr")).toMatchObject({
      personal_info: { age: 34, gender: "female", height: 66, weight: 140 },
      units: "imperial",
      locale: "fr",
    });
  });

  test("free text becomes a list, with Arabic commas too", () => {
    const draft = { ...EMPTY, injuries: ["left knee"], otherInjuries: "sore wrist، ألم الرقبة , ", medicines: "" };
    expect(profileOf(draft, "ar")).toMatchObject({
      constraints: { injuries: ["left knee", "sore wrist", "ألم الرقبة"] },
      health: { medicines: [] },
    });
  });

  test("what was not asked for is left out, so that the API says what is missing", () => {
    const json = JSON.parse(JSON.stringify(profileOf(EMPTY, "en")));
    expect(json.personal_info).toEqual({});
    expect(json.preferences).not.toHaveProperty("equipment");
    expect(json.preferences).not.toHaveProperty("available_weekdays");
    expect(json.health).not.toHaveProperty("pregnancy");
  });
});

test.each([
  ["personal_info.age", 0],
  ["goals[0]", 1],
  ["preferences.days_per_week", 2],
  ["preferences.equipment_access", 3],
  ["constraints.injuries[1]", 4],
  ["health.parq", 5],
  ["nutrition.allergies[0]", 6],
])("%s is asked for in step %i", (field, step) => {
  expect(stepOf(field)).toBe(step);
});

test("a problem names fields as the profile does, and the value there is found", () => {
  const errors = [{ field: "profile.goals[0]", message: "is x", allowed: "y" }];
  const problem = new Problem({ type: "t", title: "", status: 422, code: "invalid_input", detail: "", errors });
  expect([...problem.fields.keys()]).toEqual(["goals[0]"]);
  expect(valueAt({ goals: ["x"] }, "goals[0]")).toBe("x");
  expect(valueAt({ goals: "x" }, "personal_info.age")).toBeUndefined();
});

describe("answering again", () => {
  const FULL: Draft = {
    ...EMPTY,
    age: "34",
    gender: "female",
    height: "168",
    weight: "63.5",
    level: "beginner",
    goals: ["muscle_gain"],
    weekdays: ["monday", "friday"],
    access: "home_gym",
    items: ["dumbbell"],
    injuries: ["left knee"],
    otherInjuries: "old wrist fracture",
    parq: ["chest_pain"],
    conditions: ["asthma"],
    pregnancy: "breastfeeding",
    medicines: "salbutamol",
    diet: "halal",
    allergies: ["milk"],
    otherAllergies: "kiwi",
    meals: 4,
  };

  test("begins with every answer that was given", () => {
    expect(draftOf(profileOf(FULL, "en"))).toEqual(FULL);
    expect(draftOf({})).toEqual(EMPTY);
  });

  test("a profile in other spellings loses nothing: words stay words", () => {
    const draft = draftOf({ goals: "Muskelaufbau", constraints: { injuries: "mal au genou" }, personal_info: [] });
    expect(draft).toMatchObject({ goals: [], otherInjuries: "mal au genou" });
  });

  test("keeps what was not asked for, and takes back what was cleared", () => {
    const before = {
      ...profileOf(FULL, "en"),
      metrics: { one_rep_max: { Squat: 80 } },
      health: { stages: { diabetes: "x" }, pregnancy: "trimester_1" },
    };
    const after = merged(before, profileOf({ ...FULL, pregnancy: "none", items: [] }, "en"));
    expect(after).toMatchObject({
      metrics: { one_rep_max: { Squat: 80 } },
      health: { stages: { diabetes: "x" }, conditions: ["asthma"] },
    });
    expect(after.health).not.toHaveProperty("pregnancy");
    expect(after.preferences).not.toHaveProperty("equipment");
  });
});
