import { describe, expect, test } from "vitest";
import { corners, outline } from "@/charts/radar";
import { groupOf, PLACES } from "@/figures/muscles";
import en from "@/i18n/locales/en.json";

describe("a radar", () => {
  test("begins at the top and goes round clockwise", () => {
    const [top, right, bottom, left] = corners([1, 1, 0.5, 0], 100, 100);
    expect(top).toEqual({ x: expect.closeTo(100), y: expect.closeTo(0) });
    expect(right).toEqual({ x: expect.closeTo(200), y: expect.closeTo(100) });
    expect(bottom?.y).toBeCloseTo(150);
    expect(left).toEqual({ x: expect.closeTo(100), y: expect.closeTo(100) });
  });

  test("nothing lies beyond its rim", () => {
    expect(corners([7, -3, 1], 10, 0).every(({ x, y }) => Math.hypot(x, y) <= 10.0001)).toBe(true);
    expect(outline([{ x: 0, y: 1 }])).toBe("M0.0 1.0Z");
  });
});

describe("the muscle figure", () => {
  test("every place has a name, and every name a place", () => {
    const drawn = new Set([...Object.keys(PLACES.front), ...Object.keys(PLACES.back)]);
    expect([...drawn].sort()).toEqual(Object.keys(en.muscle).sort());
  });

  test("the catalogue's names lead to places", () => {
    for (const muscle of ["abdominals", "hip flexors", "lats", "middle back", "quadriceps", "lower back", "calves"])
      expect(Object.keys(en.muscle)).toContain(groupOf(muscle));
  });
});
