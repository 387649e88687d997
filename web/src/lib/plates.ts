import type { Units } from "@/api/types";

export interface PlateSet {
  bar: number;
  plates: readonly number[];
}

/** What most gyms have: the bar and the plates, in the person's unit. */
export const PLATES: Record<Units, PlateSet> = {
  metric: { bar: 20, plates: [25, 20, 15, 10, 5, 2.5, 1.25] },
  imperial: { bar: 45, plates: [45, 35, 25, 10, 5, 2.5] },
};

export interface Loaded {
  /** Plates for one side, heaviest first. */
  side: number[];
  /** What the bar weighs with them; at most what was asked for. */
  total: number;
}

/** How to load a bar to `total`; the nearest load below it where the plates do not make it. Null below the bar itself. */
export function loadBar(total: number, { bar, plates }: PlateSet): Loaded | null {
  if (total < bar) return null;
  let left = (total - bar) / 2;
  const side: number[] = [];
  for (const plate of plates) {
    while (left >= plate - 1e-6) {
      side.push(plate);
      left -= plate;
    }
  }
  return { side, total: bar + 2 * side.reduce((sum, plate) => sum + plate, 0) };
}
