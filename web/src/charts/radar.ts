export interface Corner {
  x: number;
  y: number;
}

/** Where the corners of a regular figure lie around the middle, the first at the top, each `share` of the radius out. */
export function corners(shares: readonly number[], radius: number, middle: number): Corner[] {
  return shares.map((share, index) => {
    const angle = (index / shares.length) * 2 * Math.PI - Math.PI / 2;
    const out = radius * Math.max(0, Math.min(1, share));
    return { x: middle + out * Math.cos(angle), y: middle + out * Math.sin(angle) };
  });
}

export function outline(points: readonly Corner[]): string {
  return `${points.map(({ x, y }, index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("")}Z`;
}
