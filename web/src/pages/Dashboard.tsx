import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { Today } from "@/api/types";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { CheckIn } from "@/pages/CheckIn";
import { TodayMeals, Trends, WeekGlance } from "@/pages/Glance";
import { NoPlan } from "@/plan/PlanPage";
import { Proposals } from "@/plan/Proposals";
import { buttonClass } from "@/ui/Button";
import { Bar, Card, Figure, Note, Title } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

function TodayCard({ today }: { today: Today }) {
  const { t } = useTranslation();
  const { day } = useFormat();
  const trains = today.kind === "train";
  return (
    <Card className="flex flex-col gap-3">
      <p className="text-sm text-soft first-letter:uppercase">{day(today.day)}</p>
      <h2 className="text-xl">
        {trains
          ? `${t(`focus.${today.focus}`, { defaultValue: today.focus })} · ${t("unit.minutes", { value: today.minutes })}`
          : t(`kind.${today.kind}`)}
      </h2>
      {today.reasons.map((each) => (
        <p key={each.rule + each.text} className="text-soft">
          {each.text}
        </p>
      ))}
      {today.referral ? (
        <Note tone="danger" role="alert">
          {today.referral}
        </Note>
      ) : null}
      {trains ? (
        <>
          <p className="text-sm text-soft">
            <bdi>{today.exercises.map((each) => each.name).join(" · ")}</bdi>
          </p>
          <Link to="/train" className={buttonClass("main", "big")}>
            {t("train.toSession")}
          </Link>
        </>
      ) : null}
      {!trains && today.next_day ? <p>{t("train.next", { day: day(today.next_day) })}</p> : null}
    </Card>
  );
}

function Level() {
  const { t } = useTranslation();
  const { number, weekday } = useFormat();
  const query = useQuery(queries.game(useLocale()));
  return (
    <Shown query={query} room="min-h-48">
      {(game) => (
        <Card className="flex flex-col gap-3">
          <div className="flex items-baseline justify-between">
            <h2 className="text-lg">{t("game.level", { level: game.level })}</h2>
            <span className="text-sm text-soft">{game.title}</span>
          </div>
          <Bar share={game.needed ? game.into / game.needed : 1} label={t("game.toNext")} />
          <p className="text-sm text-soft">
            {t("game.xpOf", { into: number(game.into), needed: number(game.needed) })}
          </p>
          <p className="text-sm">{game.streak.text}</p>
          <ul className="flex flex-wrap gap-2 text-sm">
            {game.streak.plan_days.map((each) => (
              <li
                key={each}
                className={`rounded-full px-3 py-1 ${game.streak.done.includes(each) ? "bg-accent text-on-accent" : "bg-sunk"}`}
              >
                {weekday(each, "short")}
                {game.streak.done.includes(each) ? <span className="sr-only"> {t("game.done")}</span> : null}
              </li>
            ))}
          </ul>
        </Card>
      )}
    </Shown>
  );
}

function Ready() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const query = useQuery(queries.readiness);
  return (
    <Shown query={query} room="min-h-48">
      {(ready) => (
        <Card className="flex flex-col gap-3">
          <h2 className="text-lg">{t("ready.title")}</h2>
          <dl className="flex gap-8">
            <Figure label={t("ready.score")} value={number(ready.score, 0)} />
            <Figure label={t("ready.confidence")} value={`${number(ready.confidence * 100, 0)}%`} />
          </dl>
          <p className="text-sm text-soft">{ready.text}</p>
          {ready.inputs.length ? (
            <details className="text-sm">
              <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("ready.why")}</summary>
              <ul className="divide-y divide-line">
                {ready.inputs.map((each) => (
                  <li key={each.name} className="flex justify-between gap-3 py-1.5">
                    <span>{each.title}</span>
                    <span className={each.says === "none" ? "text-soft" : "font-medium text-warn"}>
                      {t(`ready.says.${each.says}`)}
                    </span>
                  </li>
                ))}
              </ul>
            </details>
          ) : (
            <Link to="/trackers" className="text-sm font-semibold text-accent">
              {t("ready.connect")}
            </Link>
          )}
        </Card>
      )}
    </Shown>
  );
}

export function Dashboard() {
  const { t } = useTranslation();
  const today = useQuery(queries.today);
  const me = useQuery(queries.me);
  return (
    <>
      <Title>{t("dashboard.hello", { name: me.data?.display_name ?? "" })}</Title>
      <Proposals />
      <Shown query={today} room="min-h-52">
        {(found) => (found ? <TodayCard today={found} /> : <NoPlan />)}
      </Shown>
      {today.data ? (
        <>
          <CheckIn />
          <WeekGlance />
          <div className="grid items-start gap-5 md:grid-cols-2">
            <TodayMeals />
            <Ready />
            <Level />
            <Trends />
          </div>
        </>
      ) : null}
    </>
  );
}
