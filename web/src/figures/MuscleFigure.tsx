import { useTranslation } from "react-i18next";
import { PLACES, type Side } from "@/figures/muscles";

const SIDES: readonly Side[] = ["front", "back"];
const BODY =
  "M91 48v12q-4 8-24 11-11 3-14 16l-9 54-11 56q-1 9 5 10 6 0 8-8l14-53 10-42 3 44q1 18-4 38l-5 42 5 54-2 56q0 8-9 14 3 4 17 4 6-1 6-10l8-66 8-60h6l8 60 8 66q0 9 6 10 14 0 17-4-9-6-9-14l-2-56 5-54-5-42q-5-20-4-38l3-44 10 42 14 53q2 8 8 8 6-1 5-10l-11-56-9-54q-3-13-14-16-20-3-24-11V48z";
const FAINTEST = 0.18;

function Body({ side, shares }: { side: Side; shares: ReadonlyMap<string, number> }) {
  return (
    <svg viewBox="20 0 160 392" className="h-full w-auto" aria-hidden="true" focusable="false" direction="ltr">
      <g fill="var(--sunk)" stroke="var(--edge)" strokeWidth="1.5" strokeLinejoin="round">
        <ellipse cx="100" cy="28" rx="19" ry="23" />
        <path d={BODY} />
      </g>
      {Object.entries(PLACES[side]).map(([group, places]) => {
        const share = shares.get(group) ?? 0;
        if (share <= 0) return null;
        return places.map(([x, y, rx, ry]) => (
          <ellipse
            key={`${group}-${x}`}
            cx={x}
            cy={y}
            rx={rx}
            ry={ry}
            fill="var(--accent)"
            opacity={FAINTEST + (1 - FAINTEST) * Math.min(1, share)}
          />
        ));
      })}
    </svg>
  );
}

/**
 * The body from the front and from behind with muscle groups the darker the greater their share (0 to 1). The picture
 * has the same in words.
 */
export function MuscleFigure({
  shares,
  label,
  className = "h-64",
}: {
  shares: ReadonlyMap<string, number>;
  label: string;
  className?: string;
}) {
  const { t } = useTranslation();
  const named = [...shares].filter(([, share]) => share > 0).toSorted(([, one], [, other]) => other - one);
  const words = named.map(([group]) => t(`muscle.${group}`, { defaultValue: group })).join(", ");
  return (
    <div role="img" aria-label={`${label}: ${words}`} className={`flex justify-center gap-6 ${className}`}>
      {SIDES.map((side) => (
        <Body key={side} side={side} shares={shares} />
      ))}
    </div>
  );
}
