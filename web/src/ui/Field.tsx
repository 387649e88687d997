import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { useTranslation } from "react-i18next";
import type { FieldProblem } from "@/api/problem";

/** What is wrong with a field, in the API's words, and what is allowed. */
export function FieldNote({ id, problem }: { id?: string; problem: FieldProblem | undefined }) {
  const { t } = useTranslation();
  if (!problem) return null;
  return (
    <p id={id} className="mt-1 text-sm text-danger">
      {problem.message}
      {problem.allowed ? ` — ${t("problem.allowed", { allowed: problem.allowed })}` : ""}
    </p>
  );
}

interface Props extends InputHTMLAttributes<HTMLInputElement> {
  label: string;
  hint?: ReactNode;
  problem?: FieldProblem | undefined;
}

export function Field({ label, hint, problem, ...rest }: Props) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {label}
      </label>
      <input
        id={id}
        className="control"
        aria-invalid={Boolean(problem)}
        aria-describedby={`${id}-hint ${id}-problem`}
        {...rest}
      />
      {hint ? (
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {hint}
        </p>
      ) : null}
      <FieldNote id={`${id}-problem`} problem={problem} />
    </div>
  );
}

interface Option<T extends string> {
  value: T;
  label: string;
  hint?: string;
}

interface ChoiceProps<T extends string> {
  legend: string;
  options: readonly Option<T>[];
  problem?: FieldProblem | undefined;
  hint?: string;
}

const CHIP =
  "flex min-h-11 items-center gap-2 rounded-control border px-3 py-2 text-sm has-focus-visible:outline-3 has-focus-visible:outline-accent has-checked:border-accent has-checked:bg-accent-soft has-checked:font-semibold border-edge bg-card cursor-pointer";

/** One of several, or any of them: chips that are real radio buttons or check boxes. */
function Chips<T extends string>({
  legend,
  options,
  problem,
  hint,
  kind,
  on,
  toggle,
}: ChoiceProps<T> & { kind: "radio" | "checkbox"; on: (value: T) => boolean; toggle: (value: T) => void }) {
  const name = useId();
  return (
    <fieldset aria-describedby={problem ? `${name}-problem` : undefined}>
      <legend className="mb-2 text-sm font-medium">{legend}</legend>
      {hint ? <p className="mb-2 text-xs text-soft">{hint}</p> : null}
      <div className="flex flex-wrap gap-2">
        {options.map((option) => (
          <label key={option.value} className={CHIP}>
            <input
              type={kind}
              name={name}
              className="sr-only"
              checked={on(option.value)}
              onChange={() => toggle(option.value)}
            />
            {option.label}
          </label>
        ))}
      </div>
      <FieldNote id={`${name}-problem`} problem={problem} />
    </fieldset>
  );
}

export function One<T extends string>({
  value,
  onChange,
  ...rest
}: ChoiceProps<T> & { value: T | null; onChange: (value: T) => void }) {
  return <Chips {...rest} kind="radio" on={(each) => each === value} toggle={onChange} />;
}

export function Many<T extends string>({
  value,
  onChange,
  ...rest
}: ChoiceProps<T> & { value: readonly T[]; onChange: (value: T[]) => void }) {
  const toggle = (each: T) =>
    onChange(value.includes(each) ? value.filter((other) => other !== each) : [...value, each]);
  return <Chips {...rest} kind="checkbox" on={(each) => value.includes(each)} toggle={toggle} />;
}
