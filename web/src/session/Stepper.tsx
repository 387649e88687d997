import { useId } from "react";
import { useTranslation } from "react-i18next";

interface Props {
  label: string;
  unit?: string;
  value: number | null;
  step: number;
  onChange: (value: number | null) => void;
}

const PRESS =
  "grid min-h-14 w-12 shrink-0 place-items-center rounded-control bg-sunk text-2xl font-semibold hover:bg-line";

/** A number with large buttons either side, for a thumb. */
export function Stepper({ label, unit, value, step, onChange }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const moved = (by: number) => onChange(Math.max(0, Math.round(((value ?? 0) + by) * 100) / 100));
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-center text-sm text-soft">
        {label} {unit ? `(${unit})` : ""}
      </label>
      <div className="flex items-center gap-1.5" dir="ltr">
        <button
          type="button"
          className={PRESS}
          aria-label={t("session.less", { what: label })}
          onClick={() => moved(-step)}
        >
          −
        </button>
        <input
          id={id}
          inputMode="decimal"
          type="number"
          min={0}
          step="any"
          value={value ?? ""}
          className="min-h-14 w-full min-w-0 rounded-control border border-edge bg-card text-center text-2xl font-semibold tabular-nums [appearance:textfield] [&::-webkit-inner-spin-button]:appearance-none"
          onChange={(event) => onChange(event.target.value === "" ? null : Math.max(0, Number(event.target.value)))}
        />
        <button
          type="button"
          className={PRESS}
          aria-label={t("session.more", { what: label })}
          onClick={() => moved(step)}
        >
          +
        </button>
      </div>
    </div>
  );
}
