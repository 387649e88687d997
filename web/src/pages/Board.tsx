import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { buttonClass } from "@/ui/Button";
import { Bar, Card } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

/** The week's XP among people of similar level who joined; for everybody else, how to join. */
export function Leaderboard() {
  const { t } = useTranslation();
  const { number } = useFormat();
  const query = useQuery(queries.leaderboard(useLocale()));
  return (
    <Card className="flex flex-col items-start gap-3">
      <h2 className="text-lg">{t("board.title")}</h2>
      <Shown query={query}>
        {(board) => {
          const own = board.own && !board.top.some((each) => each.own) ? [board.own] : [];
          return (
            <>
              {board.text ? <p className="text-soft">{board.text}</p> : null}
              {board.joined ? null : (
                <Link to="/settings" className={buttonClass("quiet", "small")}>
                  {t("board.join")}
                </Link>
              )}
              {board.top.length ? (
                <table className="w-full text-sm tabular-nums">
                  <thead>
                    <tr className="text-soft">
                      {(["place", "who", "level", "xp"] as const).map((column) => (
                        <th key={column} scope="col" className="p-1.5 text-start font-medium">
                          {t(`board.${column}`)}
                        </th>
                      ))}
                    </tr>
                  </thead>
                  <tbody>
                    {[...board.top, ...own].map((each) => (
                      <tr key={each.place + each.alias} className={each.own ? "bg-accent-soft font-semibold" : ""}>
                        <td className="p-1.5">{each.place}</td>
                        <th scope="row" className="p-1.5 text-start font-[inherit]">
                          <bdi>{each.alias}</bdi> {each.own ? t("board.you") : ""}
                        </th>
                        <td className="p-1.5">{each.level}</td>
                        <td className="p-1.5">{number(each.xp)}</td>
                      </tr>
                    ))}
                  </tbody>
                </table>
              ) : null}
            </>
          );
        }}
      </Shown>
    </Card>
  );
}

/** Every achievement, the earned ones first. */
export function AllAchievements() {
  const { t } = useTranslation();
  const { shortDay } = useFormat();
  const query = useQuery(queries.achievements(useLocale()));
  return (
    <Shown query={query}>
      {({ items }) => (
        <ul className="grid gap-3 sm:grid-cols-2">
          {items
            .toSorted((one, other) => Number(other.earned !== null) - Number(one.earned !== null))
            .map((each) => (
              <li key={each.id} className={`rounded-control p-3 ${each.earned ? "bg-accent-soft" : "bg-sunk"}`}>
                <p className="font-medium">
                  {each.name} <span className="text-sm text-soft">{each.tier_text}</span>
                </p>
                <p className="mb-2 text-sm text-soft">{each.text}</p>
                {each.earned ? (
                  <p className="text-xs text-soft">{shortDay(each.earned)}</p>
                ) : (
                  <Bar
                    share={each.goal ? each.count / each.goal : 0}
                    label={t("board.toward", { name: each.name, count: each.count, goal: each.goal })}
                  />
                )}
              </li>
            ))}
        </ul>
      )}
    </Shown>
  );
}
