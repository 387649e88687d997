import { describe, expect, test } from "vitest";
import type { MealsView } from "@/api/types";
import { amountOf, eatenOf, found, knownOf, withAmount } from "@/food/log";
import { tickedOf } from "@/food/ticks";
import { daysAfter } from "@/lib/time";

const soup = {
  dish_id: "lentil-soup",
  food_id: "",
  name: "Crème de lentilles",
  scale: 1.5,
  minutes: 30,
  ingredients: [
    { food_id: "lentils", name: "Lentilles", grams: 90 },
    { food_id: "carrot", name: "Carotte", grams: 60 },
  ],
  nutrients: null,
};
const banana = {
  ...soup,
  dish_id: "",
  food_id: "banana",
  name: "Banane",
  ingredients: [{ food_id: "banana", name: "Banane", grams: 120 }],
};
const meals = {
  document: { days: [{ meals: [{ plates: [soup, banana] }] }, { meals: [{ plates: [soup] }] }] },
} as unknown as MealsView;

describe("the food log", () => {
  test("a plate is eaten as planned", () => {
    expect(eatenOf(soup)).toEqual({ kind: "dish", dish_id: "lentil-soup", portions: 1.5 });
    expect(eatenOf(banana)).toEqual({ kind: "food", food_id: "banana", grams: 120 });
  });

  test("every dish and food of the plan is known once, dishes first", () => {
    expect(knownOf(meals).map(({ key }) => key)).toEqual(["lentil-soup", "banana", "carrot", "lentils"]);
    expect(knownOf(null)).toEqual([]);
  });

  test("names are found by parts of words, without accents or case", () => {
    const hits = (typed: string) => found(knownOf(meals), typed).map(({ key }) => key);
    expect(hits("creme LENT")).toEqual(["lentil-soup"]);
    expect(hits("lent")).toEqual(["lentil-soup", "lentils"]);
    expect(hits("  ")).toEqual([]);
  });

  test("another amount is portions of a dish and grams of a food", () => {
    expect(withAmount(eatenOf(soup), 2)).toMatchObject({ portions: 2 });
    expect(withAmount(eatenOf(banana), 80)).toMatchObject({ grams: 80 });
    expect(amountOf({ kind: "quick", kcal: 100 })).toBeNull();
  });
});

test("ticks belong to a list, and what cannot be read is none", () => {
  const kept = JSON.stringify({ list: "a", ticked: ["rice"] });
  expect(tickedOf(kept, "a")).toEqual(["rice"]);
  expect(tickedOf(kept, "b")).toEqual([]);
  expect(tickedOf("", "a")).toEqual([]);
});

test("days after a day, over the end of a month", () => {
  expect(daysAfter("2026-02-27", 3)).toBe("2026-03-02");
  expect(daysAfter("2026-03-01", -1)).toBe("2026-02-28");
});
