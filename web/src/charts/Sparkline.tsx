const WIDTH = 112;
const HEIGHT = 40;
const EDGE = 4;

/** The course of some values at a glance; the numbers stand beside it, so it says nothing to a screen reader. */
export function Sparkline({ values }: { values: readonly number[] }) {
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  const points = values.map((value, index) => {
    const x = EDGE + (index / Math.max(1, values.length - 1)) * (WIDTH - 2 * EDGE);
    return [x, HEIGHT - EDGE - ((value - low) / span) * (HEIGHT - 2 * EDGE)] as const;
  });
  const end = points.at(-1);
  return (
    <svg width={WIDTH} height={HEIGHT} className="shrink-0" aria-hidden="true" focusable="false">
      <polyline
        points={points.map(([x, y]) => `${x.toFixed(1)},${y.toFixed(1)}`).join(" ")}
        fill="none"
        stroke="var(--accent)"
        strokeWidth="2"
        strokeLinejoin="round"
      />
      {end ? <circle cx={end[0]} cy={end[1]} r="3" fill="var(--accent)" /> : null}
    </svg>
  );
}
