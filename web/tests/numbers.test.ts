import { describe, expect, test } from "vitest";
import { niceTicks } from "@/charts/ticks";
import { backoff } from "@/lib/backoff";
import { newId } from "@/lib/ids";
import { loadBar, PLATES } from "@/lib/plates";
import { clock, dayOf, stampOf } from "@/lib/time";
import { kgOf, shownWeight } from "@/lib/units";

describe("plates", () => {
  test.each([
    [20, []],
    [60, [20]],
    [45, [10, 2.5]],
    [102.5, [25, 15, 1.25]],
    [142.5, [25, 25, 10, 1.25]],
  ])("%s kg", (total, side) => {
    expect(loadBar(total, PLATES.metric)).toEqual({ side, total });
  });

  test("what no plates make is loaded to the nearest below", () => {
    expect(loadBar(61, PLATES.metric)).toEqual({ side: [20], total: 60 });
  });

  test("below the bar there is nothing to load", () => {
    expect(loadBar(15, PLATES.metric)).toBeNull();
  });

  test("pounds have their own bar and plates", () => {
    expect(loadBar(135, PLATES.imperial)).toEqual({ side: [45], total: 135 });
  });
});

describe("units", () => {
  test("kilograms stay as they are, to the quarter", () => {
    expect(kgOf(52.5, "metric")).toBe(52.5);
    expect(shownWeight(61.25, "metric")).toBe(61.25);
  });

  test("pounds go there and back to the same number", () => {
    for (let pounds = 2.5; pounds < 700; pounds += 2.5)
      expect(shownWeight(kgOf(pounds, "imperial"), "imperial")).toBe(pounds);
  });
});

describe("time", () => {
  test("a stamp has the device's day and offset and is the same moment", () => {
    const at = new Date(2026, 10, 23, 23, 59, 7);
    expect(dayOf(at)).toBe("2026-11-23");
    expect(stampOf(at)).toMatch(/^2026-11-23T23:59:07[+-]\d\d:\d\d$/);
    expect(new Date(stampOf(at)).getTime()).toBe(at.getTime());
  });

  test("a rest is shown in minutes and seconds and never below none", () => {
    expect([90, 59.2, 0, -3].map(clock)).toEqual(["1:30", "1:00", "0:00", "0:00"]);
  });
});

test("ids are UUIDs of version 7 that sort as they were made", () => {
  const ids = [1_800_000_000_000, 1_800_000_000_001, 1_900_000_000_000].map(newId);
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  expect(ids.toSorted()).toEqual(ids);
});

test("pauses double up to twenty seconds, half of each by chance", () => {
  expect([1, 2, 3, 4].map((tries) => backoff(tries, () => 1))).toEqual([500, 1000, 2000, 4000]);
  expect(backoff(3, () => 0)).toBe(1000);
  expect(backoff(50, () => 1)).toBe(20_000);
});

test.each([
  [0, 10],
  [57.3, 103.9],
  [80, 80],
  [-37, 12],
])("ticks from %s to %s are round and hold both", (low, high) => {
  const ticks = niceTicks(low, high);
  expect(ticks[0]).toBeLessThanOrEqual(low);
  expect(ticks.at(-1)).toBeGreaterThanOrEqual(high);
  expect(ticks.length).toBeLessThanOrEqual(7);
});
