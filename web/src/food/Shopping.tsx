import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { MealsView, ShoppingList } from "@/api/types";
import { useTicks } from "@/food/ticks";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { dayOf } from "@/lib/time";
import { Button } from "@/ui/Button";
import { Bar, Card, Note } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

type Food = ShoppingList["aisles"][number]["foods"][number];

function useAmount() {
  const { t } = useTranslation();
  const { number } = useFormat();
  return ({ amount, unit }: Food) => t(`shopping.${unit}`, { value: number(amount, 0), defaultValue: String(amount) });
}

/** The list as plain text, one food a line, without what is in the basket already. */
function textOf(list: ShoppingList, ticked: readonly string[], amount: (food: Food) => string): string {
  return list.aisles
    .map(({ name, foods }) => ({ name, foods: foods.filter(({ food_id }) => !ticked.includes(food_id)) }))
    .filter(({ foods }) => foods.length)
    .map(({ name, foods }) => [name, ...foods.map((food) => `- ${food.name}: ${amount(food)}`)].join("\n"))
    .join("\n\n");
}

function Share({ text }: { text: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  async function share() {
    if (navigator.share) return navigator.share({ title: t("shopping.title"), text }).catch(() => undefined);
    await navigator.clipboard.writeText(text);
    setCopied(true);
  }
  return (
    <div className="flex flex-wrap items-center gap-2 print:hidden">
      <Button kind="quiet" size="small" onClick={() => void share()}>
        {t("shopping.share")}
      </Button>
      <Button kind="quiet" size="small" onClick={() => window.print()}>
        {t("shopping.print")}
      </Button>
      <span role="status" className="text-sm text-soft">
        {copied ? t("shopping.copied") : ""}
      </span>
    </div>
  );
}

function List({ list }: { list: ShoppingList }) {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  const amount = useAmount();
  const [ticked, toggle] = useTicks(`${list.start}:${list.end}`);
  const foods = list.aisles.flatMap((aisle) => aisle.foods);
  const done = foods.filter(({ food_id }) => ticked.includes(food_id)).length;
  if (foods.length === 0) return <Note>{t("shopping.empty")}</Note>;
  return (
    <>
      <Card className="flex flex-col gap-3">
        <div className="flex flex-wrap items-center justify-between gap-3">
          <p className="text-sm text-soft">
            {t("shopping.days", { first: shortDay(list.start), last: shortDay(list.end) })} ·{" "}
            {t("shopping.done", { done, of: foods.length })}
          </p>
          <Share text={textOf(list, ticked, amount)} />
        </div>
        <Bar share={done / foods.length} label={t("shopping.title")} />
      </Card>
      <div className="grid items-start gap-4 md:grid-cols-2">
        {list.aisles.map((aisle) => (
          <Card key={aisle.id}>
            <h2 className="mb-1 text-lg first-letter:uppercase">{aisle.name}</h2>
            <ul>
              {aisle.foods.map((food) => (
                <li key={food.food_id}>
                  <label className="flex min-h-11 cursor-pointer items-center gap-3 rounded-control px-1 hover:bg-sunk">
                    <input
                      type="checkbox"
                      className="size-5 shrink-0 accent-(--accent)"
                      checked={ticked.includes(food.food_id)}
                      onChange={() => toggle(food.food_id)}
                    />
                    <bdi className={ticked.includes(food.food_id) ? "text-soft line-through" : ""}>{food.name}</bdi>
                    <span className="ms-auto text-sm text-soft tabular-nums">{amount(food)}</span>
                  </label>
                </li>
              ))}
            </ul>
          </Card>
        ))}
      </div>
    </>
  );
}

/** What to buy from today to the end of the meal plan. */
export function Shopping({ meals }: { meals: MealsView }) {
  const today = dayOf(new Date());
  const start = [meals.starts_on, today].toSorted().at(-1) ?? today;
  const query = useQuery(queries.shopping(start, meals.ends_on, useLocale()));
  return <Shown query={query}>{(list) => <List list={list} />}</Shown>;
}
