import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { GameView } from "@/api/types";
import { Radar } from "@/charts/Radar";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { AllAchievements, Leaderboard } from "@/pages/Board";
import { Bar, Card, Title } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

/** Attributes run from 0 to 1000. */
const MOST = 1000;

function Attributes({ game }: { game: GameView }) {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg">{t("game.attributes")}</h2>
      <Radar
        axes={game.attributes.map(({ name, title, score }) => ({ name, title, value: score }))}
        most={MOST}
        label={`${t("game.attributes")}: ${game.attributes.map(({ title, score }) => `${title} ${score}`).join(", ")}`}
      />
      {game.attributes.map((each) => (
        <div key={each.name}>
          <div className="flex justify-between">
            <span className="font-medium">{each.title}</span>
            <span className="tabular-nums">{each.score}</span>
          </div>
          <Bar share={each.score / MOST} label={each.title} />
          <p className="mt-1 text-sm text-soft">{each.text}</p>
          {each.moved.length ? (
            <details className="text-sm">
              <summary className="inline-flex min-h-9 items-center font-semibold text-accent">
                {t("game.whatMoved")}
              </summary>
              <ul className="space-y-0.5 text-soft">
                {each.moved.map((moved) => (
                  <li key={moved.day + moved.text}>
                    {shortDay(moved.day)}: {moved.text} (
                    <bdi>{moved.points > 0 ? `+${moved.points}` : moved.points}</bdi>)
                  </li>
                ))}
              </ul>
            </details>
          ) : null}
        </div>
      ))}
    </Card>
  );
}

function Quests({ game }: { game: GameView }) {
  const { t } = useTranslation();
  if (game.quests.length === 0) return null;
  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-lg">{t("game.quests")}</h2>
      {game.quests.map((quest) => (
        <div key={quest.kind}>
          <div className="mb-1 flex justify-between gap-3 text-sm">
            <span>{quest.text}</span>
            <span className="shrink-0 tabular-nums">
              <bdi>
                {quest.progress}/{quest.target}
              </bdi>
            </span>
          </div>
          <Bar share={quest.target ? quest.progress / quest.target : 1} label={quest.text} />
        </div>
      ))}
    </Card>
  );
}

function Ledger({ game }: { game: GameView }) {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  const entries = [...game.today.entries, ...game.recent].slice(0, 20);
  return (
    <Card>
      <h2 className="mb-2 text-lg">{t("game.xpFor")}</h2>
      {entries.length === 0 ? <p className="text-soft">{t("game.nothing")}</p> : null}
      <ul className="divide-y divide-line">
        {entries.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a ledger have no id, and two may be equal
          <li key={index} className="flex justify-between gap-3 py-2 text-sm">
            <span>
              <span className="text-soft">{shortDay(each.day)}</span> {each.text}
            </span>
            <bdi className="shrink-0 tabular-nums">+{each.xp}</bdi>
          </li>
        ))}
        {game.held.map((each) => (
          <li key={each.day + each.reason} className="py-2 text-sm text-warn">
            {each.text}
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Achievements({ game }: { game: GameView }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  return (
    <Card>
      <h2 className="mb-2 text-lg">{t("game.achievements", { count: game.earned })}</h2>
      <ul className="grid gap-3 sm:grid-cols-2">
        {[...game.latest, ...game.next].map((each) => (
          <li key={each.id} className={`rounded-control p-3 ${each.earned ? "bg-accent-soft" : "bg-sunk"}`}>
            <p className="font-medium">
              {each.name} <span className="text-sm text-soft">{each.tier_text}</span>
            </p>
            <p className="mb-2 text-sm text-soft">{each.text}</p>
            {each.earned ? null : <Bar share={each.goal ? each.count / each.goal : 0} label={each.name} />}
          </li>
        ))}
      </ul>
      <details className="mt-3" onToggle={(event) => setAll(event.currentTarget.open)}>
        <summary className="inline-flex min-h-11 items-center font-semibold text-accent">{t("board.all")}</summary>
        <div className="mt-2">{all ? <AllAchievements /> : null}</div>
      </details>
    </Card>
  );
}

export function Game() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const query = useQuery(queries.game(useLocale()));
  return (
    <>
      <Title>{t("nav.game")}</Title>
      <Shown query={query}>
        {(game) => (
          <>
            <Card className="flex flex-col gap-2">
              <p className="text-sm text-soft">{game.title}</p>
              <p className="text-3xl font-semibold">{t("game.level", { level: game.level })}</p>
              <Bar share={game.needed ? game.into / game.needed : 1} label={t("game.toNext")} />
              <p className="text-sm text-soft">
                {t("game.xpOf", { into: number(game.into), needed: number(game.needed) })}
              </p>
              <p>{game.streak.text}</p>
              <p className="text-sm text-soft">{game.streak.freezes_text}</p>
            </Card>
            <div className="grid items-start gap-5 md:grid-cols-2">
              <Attributes game={game} />
              <div className="flex flex-col gap-5">
                <Quests game={game} />
                <Ledger game={game} />
              </div>
            </div>
            <Achievements game={game} />
            <Leaderboard />
          </>
        )}
      </Shown>
    </>
  );
}
