import { type FormEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Eaten } from "@/api/types";
import { amountOf, found, type Known, withAmount } from "@/food/log";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";

const MOST_SHOWN = 8;

function Found({ one, onAdd }: { one: Known; onAdd: (eaten: Eaten) => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const usual = Math.round((amountOf(one.eaten) ?? 1) * 10) / 10;
  const [amount, setAmount] = useState(String(usual));
  const value = Number(amount);
  return (
    <li className="grid grid-cols-[1fr_auto_auto] items-center gap-2 py-2">
      <bdi className="font-medium">{one.name}</bdi>
      <label className="flex items-center gap-1.5 text-sm text-soft">
        <input
          className="control w-20"
          type="number"
          inputMode="decimal"
          min="0"
          step="any"
          value={amount}
          onChange={(event) => setAmount(event.target.value)}
        />
        {t(`diary.unit.${one.eaten.kind}`)}
      </label>
      <Button
        size="small"
        aria-label={t("diary.addThis", { name: one.name, amount: number(value, 1) })}
        disabled={!(value > 0)}
        onClick={() => onAdd(withAmount(one.eaten, value))}
      >
        <Icon name="plus" size={18} />
      </Button>
    </li>
  );
}

/** Figures off a label, or a guess. */
function Quick({ busy, onAdd }: { busy: boolean; onAdd: (eaten: Eaten) => void }) {
  const { t } = useTranslation();
  const [given, setGiven] = useState<Record<string, string>>({});
  const field = (name: string) => ({
    value: given[name] ?? "",
    onChange: (event: { target: { value: string } }) => setGiven({ ...given, [name]: event.target.value }),
  });
  function send(event: FormEvent) {
    event.preventDefault();
    const figure = (name: string) => Number(given[name] || 0);
    onAdd({
      kind: "quick",
      name: given.name ?? "",
      kcal: figure("kcal"),
      protein_g: figure("protein_g"),
      carbs_g: figure("carbs_g"),
      fat_g: figure("fat_g"),
    });
    setGiven({});
  }
  return (
    <form className="mt-2 grid grid-cols-2 gap-3 sm:grid-cols-5" onSubmit={send}>
      <div className="col-span-2 sm:col-span-5">
        <Field label={t("diary.what")} maxLength={100} {...field("name")} />
      </div>
      <Field
        label={t("food.energy")}
        hint="kcal"
        type="number"
        inputMode="decimal"
        min={0}
        required
        {...field("kcal")}
      />
      {(["protein_g", "carbs_g", "fat_g"] as const).map((each) => (
        <Field
          key={each}
          label={t(`food.${each}`)}
          hint="g"
          type="number"
          inputMode="decimal"
          min={0}
          step="any"
          {...field(each)}
        />
      ))}
      <Button type="submit" className="mt-6 self-start" disabled={busy || !given.kcal}>
        {t("diary.add")}
      </Button>
    </form>
  );
}

interface Props {
  known: readonly Known[];
  /** Numbers are hidden from the person: nobody is asked to type them in. */
  hidden: boolean;
  busy: boolean;
  onAdd: (eaten: Eaten) => void;
}

/** Find a dish or food of the plan by name, or add figures at once. */
export function AddFood({ known, hidden, busy, onAdd }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState("");
  const hits = found(known, typed);
  const add = (eaten: Eaten) => {
    setTyped("");
    onAdd(eaten);
  };
  return (
    <Card>
      <search>
        <label htmlFor={id} className="mb-1 block text-sm font-medium">
          {t("diary.search")}
        </label>
        <input
          id={id}
          type="search"
          className="control"
          value={typed}
          aria-describedby={`${id}-hint`}
          onChange={(event) => setTyped(event.target.value)}
        />
        <p id={`${id}-hint`} className="mt-1 text-xs text-soft">
          {t("diary.searchHint")}
        </p>
      </search>
      <p role="status" className="sr-only">
        {typed ? t("diary.hits", { count: hits.length }) : ""}
      </p>
      {typed && hits.length === 0 ? <p className="mt-2 text-sm text-soft">{t("diary.nothing")}</p> : null}
      <ul className="divide-y divide-line">
        {hits.slice(0, MOST_SHOWN).map((one) => (
          <Found key={one.key} one={one} onAdd={add} />
        ))}
      </ul>
      {hidden ? null : (
        <details className="mt-1">
          <summary className="inline-flex min-h-11 items-center text-sm font-semibold text-accent">
            {t("diary.quickAdd")}
          </summary>
          <Quick busy={busy} onAdd={onAdd} />
        </details>
      )}
    </Card>
  );
}
