import { useTranslation } from "react-i18next";
import { corners, outline } from "@/charts/radar";

const SIZE = 320;
const RADIUS = 104;
const RINGS = [0.25, 0.5, 0.75, 1];

export interface Axis {
  name: string;
  title: string;
  value: number;
}

/** Values of the same kind around a middle, with the same numbers as a table below. */
export function Radar({ axes, most, label }: { axes: readonly Axis[]; most: number; label: string }) {
  const { t } = useTranslation();
  const middle = SIZE / 2;
  const around = (share: number) => corners(Array(axes.length).fill(share), RADIUS, middle);
  const values = corners(
    axes.map(({ value }) => value / most),
    RADIUS,
    middle,
  );
  const names = corners(Array(axes.length).fill(1), RADIUS + 20, middle);
  return (
    <figure>
      <svg viewBox={`0 0 ${SIZE} ${SIZE}`} role="img" aria-label={label} className="mx-auto w-full max-w-xs">
        {RINGS.map((ring) => (
          <path key={ring} d={outline(around(ring))} fill="none" stroke="var(--line)" />
        ))}
        {around(1).map(({ x, y }, index) => (
          <path key={axes[index]?.name} d={`M${middle} ${middle}L${x} ${y}`} stroke="var(--line)" />
        ))}
        <path d={outline(values)} fill="var(--accent)" fillOpacity="0.25" stroke="var(--accent)" strokeWidth="2.5" />
        {values.map(({ x, y }, index) => (
          <circle key={axes[index]?.name} cx={x} cy={y} r="3.5" fill="var(--accent)" />
        ))}
        {names.map(({ x, y }, index) => (
          <text key={axes[index]?.name} x={x} y={y + 4} textAnchor="middle" fontSize="12" fill="var(--soft)">
            {axes[index]?.title}
          </text>
        ))}
      </svg>
      <details className="text-sm">
        <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("chart.table")}</summary>
        <table className="w-full tabular-nums">
          <tbody>
            {axes.map(({ name, title, value }) => (
              <tr key={name} className="border-t border-line">
                <th scope="row" className="p-1 text-start font-normal">
                  {title}
                </th>
                <td className="p-1 text-end">{value}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </figure>
  );
}
