import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { SeriesName } from "@/api/types";
import { Sparkline } from "@/charts/Sparkline";
import { useLocale } from "@/i18n";
import { ltr, useFormat, WEEKDAYS } from "@/i18n/format";
import { dayOf } from "@/lib/time";
import { Card } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { Loading, Shown } from "@/ui/Loading";

const MARKS = {
  done: { look: "bg-accent text-on-accent", icon: "check" },
  planned: { look: "bg-accent-soft text-accent", icon: "train" },
  rest: { look: "bg-sunk text-soft", icon: null },
} as const;

function Mark({ name }: { name: keyof typeof MARKS }) {
  const { look, icon } = MARKS[name];
  return (
    <span className={`mx-auto mt-1 grid size-10 place-items-center rounded-full ${look}`}>
      {icon ? <Icon name={icon} size={18} /> : "–"}
    </span>
  );
}

/** The week's days: which are for training, and which of them are done. */
export function WeekGlance() {
  const { t } = useTranslation();
  const { weekday } = useFormat();
  const plan = useQuery(queries.plan);
  const game = useQuery(queries.game(useLocale()));
  if (plan.isPending) return <Loading room="min-h-36" />;
  const days = plan.data?.document.days;
  if (!days?.length) return null;
  const today = WEEKDAYS[(new Date().getDay() + 6) % 7];
  const done = new Set<string>(game.data?.streak.done);
  return (
    <Card>
      <h2 className="mb-3 text-lg">{t("dashboard.week")}</h2>
      <ol className="grid grid-cols-7 gap-1.5 text-center">
        {WEEKDAYS.map((each) => {
          const focus = days.find((day) => day.weekday === each)?.focus;
          const kept = done.has(each);
          const now = each === today;
          return (
            <li key={each} aria-current={now ? "date" : undefined} className="min-w-0">
              <span className={`block text-xs ${now ? "font-bold text-accent" : "text-soft"}`}>
                {weekday(each, "short")}
              </span>
              <Mark name={kept ? "done" : focus ? "planned" : "rest"} />
              <span className="sr-only sm:not-sr-only sm:mt-1 sm:block sm:truncate sm:text-xs sm:text-soft">
                {focus ? t(`focus.${focus}`, { defaultValue: focus }) : t("kind.rest")}
              </span>
              {kept ? <span className="sr-only">{t("game.done")}</span> : null}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}

/** The day's meals and what is left of its energy. */
export function TodayMeals() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const today = dayOf(new Date());
  const meals = useQuery(queries.meals(useLocale(), false, today));
  const log = useQuery(queries.foodLog(today, false));
  const planned = meals.data?.document.days.find(({ day }) => day === today)?.meals ?? [];
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex items-baseline justify-between gap-3">
        <h2 className="text-lg">{t("dashboard.meals")}</h2>
        {log.data?.left ? (
          <span className="text-sm text-soft">
            {t("dashboard.left", { value: number(Math.max(0, log.data.left.kcal), 0) })}
          </span>
        ) : null}
      </div>
      <Shown query={meals} room="min-h-24">
        {() =>
          planned.length ? (
            <ul className="divide-y divide-line text-sm">
              {planned.map((meal) => (
                <li key={meal.meal} className="py-2">
                  <span className="block text-xs text-soft">{t(`slot.${meal.slot}`)}</span>
                  <bdi>{meal.plates.map(({ name }) => name).join(", ")}</bdi>
                </li>
              ))}
            </ul>
          ) : (
            <p className="text-sm text-soft">{t("dashboard.noMeals")}</p>
          )
        }
      </Shown>
      <Link to="/food" className="text-sm font-semibold text-accent">
        {t("dashboard.toFood")}
      </Link>
    </Card>
  );
}

function Trend({ name }: { name: SeriesName }) {
  const { t } = useTranslation();
  const { weight } = useFormat();
  const query = useQuery(queries.series(name, useLocale()));
  const lines = query.data?.lines ?? [];
  const line = (name === "weight" ? lines.at(-1) : lines[0]) ?? null;
  const last = line?.points.at(-1);
  if (!line || !last || line.points.length < 2) return null;
  const from = line.points.at(-1 - Math.min(28, line.points.length - 1));
  const change = last.value - (from?.value ?? last.value);
  return (
    <li className="flex items-center justify-between gap-4 py-2">
      <div className="min-w-0">
        <p className="truncate text-sm text-soft">
          <bdi>{name === "weight" ? t("series.weight") : line.name}</bdi>
        </p>
        <p className="font-semibold tabular-nums">{weight(last.value)}</p>
        <p className="text-xs text-soft">
          {t("dashboard.change", { value: ltr(`${change < 0 ? "−" : "+"}${weight(Math.abs(change))}`) })}
        </p>
      </div>
      <Sparkline values={line.points.map(({ value }) => value)} />
    </li>
  );
}

/** Where strength and weight are going; the whole story is on the page of progress. */
export function Trends() {
  const { t } = useTranslation();
  return (
    <Card>
      <h2 className="mb-1 text-lg">{t("dashboard.trends")}</h2>
      <ul className="divide-y divide-line">
        <Trend name="strength" />
        <Trend name="weight" />
      </ul>
      <Link to="/progress" className="text-sm font-semibold text-accent">
        {t("dashboard.toProgress")}
      </Link>
    </Card>
  );
}
