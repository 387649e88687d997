/** The muscle groups of a plan, and where each lies on the figure of 200 by 400 units: ellipses as [x, y, rx, ry]. */
export type Side = "front" | "back";
type Place = readonly [x: number, y: number, rx: number, ry: number];

/** Both halves of the body at once: a place and its mirror image. */
function pair(x: number, y: number, rx: number, ry: number): readonly Place[] {
  return [
    [x, y, rx, ry],
    [200 - x, y, rx, ry],
  ];
}

export const PLACES: Readonly<Record<Side, Readonly<Record<string, readonly Place[]>>>> = {
  front: {
    neck: [[100, 56, 8, 7]],
    shoulders: pair(65, 82, 11, 12),
    chest: pair(86, 94, 14, 12),
    biceps: pair(57, 116, 8, 17),
    forearms: pair(46, 160, 7, 20),
    abs: [[100, 140, 15, 30]],
    hip_flexors: pair(83, 186, 8, 10),
    adductors: pair(93, 212, 6, 20),
    abductors: pair(68, 200, 6, 18),
    quads: pair(80, 232, 12, 36),
    calves: pair(80, 312, 8, 24),
  },
  back: {
    neck: [[100, 56, 8, 7]],
    traps: [[100, 80, 22, 15]],
    shoulders: pair(65, 82, 11, 12),
    back: pair(83, 120, 14, 26),
    triceps: pair(57, 116, 8, 17),
    forearms: pair(46, 160, 7, 20),
    lower_back: [[100, 162, 14, 15]],
    glutes: pair(84, 194, 15, 16),
    hamstrings: pair(80, 244, 12, 32),
    calves: pair(80, 306, 9, 26),
  },
};

/** The catalogue's muscle names by the groups of the figure. */
const GROUPS: Readonly<Record<string, string>> = {
  abdominals: "abs",
  lats: "back",
  "middle back": "back",
  "lower back": "lower_back",
  "hip flexors": "hip_flexors",
  quadriceps: "quads",
};

export function groupOf(muscle: string): string {
  return GROUPS[muscle] ?? muscle.replaceAll(" ", "_");
}
