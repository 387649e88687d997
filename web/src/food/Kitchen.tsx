import { useMutation } from "@tanstack/react-query";
import { type KeyboardEvent, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import type { Suggestion } from "@/api/types";
import { eatenOf, logFood } from "@/food/log";
import { Plates } from "@/food/Week";
import { newId } from "@/lib/ids";
import { dayOf } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { One } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

const SLOTS = ["breakfast", "lunch", "dinner", "snack"] as const;
const MINUTES = ["15", "30", "45", "any"] as const;
const BUDGETS = ["low", "medium", "high"] as const;
const MOST_INGREDIENTS = 30;

type Slot = (typeof SLOTS)[number];

/** Words for what is at hand, each taken in with Enter or a comma, and taken back with its own button. */
function Ingredients({ value, onChange }: { value: readonly string[]; onChange: (value: string[]) => void }) {
  const { t } = useTranslation();
  const id = useId();
  const [typed, setTyped] = useState("");
  function take() {
    const fresh = typed
      .split(/[,،]/)
      .map((each) => each.trim())
      .filter((each) => each && !value.includes(each));
    if (fresh.length) onChange([...value, ...fresh].slice(0, MOST_INGREDIENTS));
    setTyped("");
  }
  function press(event: KeyboardEvent) {
    if (event.key !== "Enter" && event.key !== "," && event.key !== "،") return;
    event.preventDefault();
    take();
  }
  return (
    <div>
      <label htmlFor={id} className="mb-1 block text-sm font-medium">
        {t("kitchen.have")}
      </label>
      <div className="flex gap-2">
        <input
          id={id}
          className="control"
          value={typed}
          maxLength={100}
          placeholder={t("kitchen.example")}
          onKeyDown={press}
          onChange={(event) => setTyped(event.target.value)}
        />
        <Button kind="quiet" aria-label={t("kitchen.add")} disabled={!typed.trim()} onClick={take}>
          <Icon name="plus" size={20} />
        </Button>
      </div>
      {value.length ? (
        <ul className="mt-2 flex flex-wrap gap-2">
          {value.map((each) => (
            <li key={each}>
              <button
                type="button"
                className="inline-flex min-h-10 items-center gap-1.5 rounded-full bg-accent-soft px-3 text-sm"
                aria-label={t("kitchen.remove", { name: each })}
                onClick={() => onChange(value.filter((other) => other !== each))}
              >
                <bdi>{each}</bdi> <Icon name="close" size={16} />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}

function Ideas({ ideas }: { ideas: Suggestion }) {
  const { t } = useTranslation();
  const [done, setDone] = useState<number[]>([]);
  const log = useMutation({
    mutationFn: async (index: number) => {
      const today = dayOf(new Date());
      for (const plate of ideas.options[index]?.plates ?? []) await logFood(eatenOf(plate), today, today);
      return index;
    },
    onSuccess: (index) => setDone((before) => [...before, index]),
  });
  if (ideas.options.length === 0) return <Note>{t("kitchen.noIdeas")}</Note>;
  return (
    <ul className="grid gap-3 sm:grid-cols-2" aria-label={t("kitchen.ideas")}>
      {ideas.options.map((option, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: ideas have no id and their order is their rank
        <li key={index} className="flex flex-col rounded-control bg-sunk p-3">
          <Plates meal={option} />
          <Button
            kind="quiet"
            size="small"
            className="mt-auto self-start"
            disabled={log.isPending || done.includes(index)}
            onClick={() => log.mutate(index)}
          >
            <Icon name="check" size={18} /> {t(done.includes(index) ? "diary.logged" : "diary.ate")}
          </Button>
        </li>
      ))}
      <ProblemNote error={log.error} />
    </ul>
  );
}

/** What is in the kitchen: ideas for one meal at once, or a day or a week that uses it first (`onJob`). */
export function Kitchen({ busy, onJob }: { busy: boolean; onJob: (job: string) => void }) {
  const { t } = useTranslation();
  const [have, setHave] = useState<string[]>([]);
  const [slot, setSlot] = useState<Slot>("dinner");
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number]>("any");
  const [budget, setBudget] = useState<(typeof BUDGETS)[number]>("high");
  const ask = useMutation({
    mutationFn: (kind: "meal" | "day" | "week") =>
      body(
        client.POST("/api/meals", {
          params: { header: { "Idempotency-Key": newId() } },
          body: {
            kind,
            starts_on: dayOf(new Date()),
            available_ingredients: have,
            wishes: { budget, max_minutes: minutes === "any" ? null : Number(minutes) },
            ...(kind === "meal" ? { slot } : {}),
          },
        }),
      ),
    onSuccess: (reply) => {
      if ("job_id" in reply) onJob(reply.job_id);
    },
  });
  const waits = busy || ask.isPending;
  const ideas = ask.data && "options" in ask.data ? ask.data : null;
  return (
    <Card className="flex flex-col gap-5">
      <div>
        <h2 className="text-lg">{t("kitchen.title")}</h2>
        <p className="text-sm text-soft">{t("kitchen.text")}</p>
      </div>
      <Ingredients value={have} onChange={setHave} />
      <details>
        <summary className="inline-flex min-h-9 items-center text-sm font-semibold text-accent">
          {t("kitchen.wishes")}
        </summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <One
            legend={t("kitchen.minutes")}
            options={MINUTES.map((value) => ({
              value,
              label: value === "any" ? t("kitchen.any") : t("unit.minutes", { value }),
            }))}
            value={minutes}
            onChange={setMinutes}
          />
          <One
            legend={t("kitchen.budget")}
            options={BUDGETS.map((value) => ({ value, label: t(`budget.${value}`) }))}
            value={budget}
            onChange={setBudget}
          />
        </div>
      </details>
      <One
        legend={t("kitchen.slot")}
        options={SLOTS.map((value) => ({ value, label: t(`slot.${value}`) }))}
        value={slot}
        onChange={setSlot}
      />
      <div className="flex flex-wrap gap-2">
        <Button disabled={waits} onClick={() => ask.mutate("meal")}>
          {t("kitchen.ask")}
        </Button>
        <Button kind="quiet" disabled={waits} onClick={() => ask.mutate("day")}>
          {t("kitchen.day")}
        </Button>
        <Button kind="quiet" disabled={waits} onClick={() => ask.mutate("week")}>
          {t("food.make")}
        </Button>
      </div>
      <ProblemNote error={ask.error} />
      {ideas ? <Ideas ideas={ideas} /> : null}
    </Card>
  );
}
