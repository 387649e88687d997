import { useTranslation } from "react-i18next";

/** A place on the figure: the words the coach reads, the text's key and side, and where it is in per cent. */
const PLACES = [
  ["neck", "neck", null, 50, 15],
  ["right shoulder", "shoulder", "right", 33, 22],
  ["left shoulder", "shoulder", "left", 67, 22],
  ["right elbow", "elbow", "right", 25, 36.5],
  ["left elbow", "elbow", "left", 75, 36.5],
  ["lower back", "lower_back", null, 50, 42],
  ["right wrist", "wrist", "right", 20, 49],
  ["left wrist", "wrist", "left", 80, 49],
  ["right hip", "hip", "right", 41, 52],
  ["left hip", "hip", "left", 59, 52],
  ["right knee", "knee", "right", 41, 67],
  ["left knee", "knee", "left", 59, 67],
  ["right ankle", "ankle", "right", 41, 84],
  ["left ankle", "ankle", "left", 59, 84],
] as const;

/** Every place by the words that the coach reads. */
export const REGIONS: readonly string[] = PLACES.map(([place]) => place);

interface Props {
  value: readonly string[];
  onChange: (value: string[]) => void;
}

/** A person seen from the front (so their right is on our left) with a button on each joint. */
export function BodyMap({ value, onChange }: Props) {
  const { t } = useTranslation();
  const toggle = (place: string) =>
    onChange(value.includes(place) ? value.filter((each) => each !== place) : [...value, place]);
  return (
    <fieldset className="relative mx-auto aspect-[1/2] w-60" dir="ltr">
      <legend className="sr-only">{t("body.map")}</legend>
      <svg viewBox="0 0 200 400" className="size-full" aria-hidden="true" focusable="false">
        <g fill="var(--accent-soft)" stroke="var(--edge)" strokeWidth="1.5" strokeLinejoin="round">
          <ellipse cx="100" cy="28" rx="19" ry="23" />
          <path d="M91 48v12q-4 8-24 11-11 3-14 16l-9 54-11 56q-1 9 5 10 6 0 8-8l14-53 10-42 3 44q1 18-4 38l-5 42 5 54-2 56q0 8-9 14 3 4 17 4 6-1 6-10l8-66 8-60h6l8 60 8 66q0 9 6 10 14 0 17-4-9-6-9-14l-2-56 5-54-5-42q-5-20-4-38l3-44 10 42 14 53q2 8 8 8 6-1 5-10l-11-56-9-54q-3-13-14-16-20-3-24-11V48z" />
        </g>
      </svg>
      {PLACES.map(([place, joint, side, left, top]) => {
        const on = value.includes(place);
        return (
          <button
            key={place}
            type="button"
            aria-pressed={on}
            aria-label={side ? t(`body.${side}`, { what: t(`joint.${joint}`) }) : t(`joint.${joint}`)}
            onClick={() => toggle(place)}
            style={{ left: `${left}%`, top: `${top}%` }}
            className="absolute grid size-9 -translate-x-1/2 -translate-y-1/2 place-items-center rounded-full"
          >
            <span
              className={`size-5 rounded-full border-2 ${on ? "border-danger bg-danger" : "border-edge bg-card"}`}
            />
          </button>
        );
      })}
    </fieldset>
  );
}
