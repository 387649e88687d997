import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card, Figure, Note } from "@/ui/Card";
import { Shown } from "@/ui/Loading";

const MACROS = ["protein_g", "carbs_g", "fat_g", "fibre_g"] as const;

/** What a day should hold, on training and on rest days, and why. */
export function Targets({ shown, onShow }: { shown: boolean; onShow: () => void }) {
  const { t } = useTranslation();
  const { number, weekday } = useFormat();
  const query = useQuery(queries.targets(shown));
  return (
    <Shown query={query}>
      {(found) => {
        if (!found) return <Note>{t("food.noProfile")}</Note>;
        const { targets } = found;
        return (
          <Card className="flex flex-col gap-5">
            <h2 className="text-lg">{t("food.targets")}</h2>
            {found.referral ? <Note tone="warn">{found.referral}</Note> : null}
            <dl className="grid grid-cols-2 gap-4 sm:grid-cols-3">
              {targets ? (
                <>
                  <Figure label={t("food.energy")} value={t("unit.kcal", { value: number(targets.target, 0) })} />
                  {MACROS.map((each) => (
                    <Figure
                      key={each}
                      label={t(`food.${each}`)}
                      value={t("unit.g", { value: number(targets[each], 0) })}
                    />
                  ))}
                </>
              ) : null}
              <Figure label={t("food.water")} value={t("unit.l", { value: number(found.water_l, 1) })} />
            </dl>
            {found.numbers_hidden ? (
              <div className="text-sm text-soft">
                <p>{t("food.hidden")}</p>
                <Button kind="plain" size="small" onClick={onShow}>
                  {t("food.show")}
                </Button>
              </div>
            ) : (
              <ul className="grid grid-cols-2 gap-2 sm:grid-cols-4" aria-label={t("food.week")}>
                {found.week.map((each) => (
                  <li
                    key={each.weekday}
                    className={`rounded-control p-3 text-sm ${each.training ? "bg-accent-soft" : "bg-sunk"}`}
                  >
                    <span className="block font-medium first-letter:uppercase">{weekday(each.weekday)}</span>
                    {each.targets ? t("unit.kcal", { value: number(each.targets.kcal, 0) }) : null}
                    <span className="block text-xs text-soft">{t(each.training ? "food.training" : "kind.rest")}</span>
                  </li>
                ))}
              </ul>
            )}
            {found.expenditure ? (
              <Note>
                {t(`expenditure.${found.expenditure.why || "log"}`, {
                  kcal: number(found.expenditure.kcal, 0),
                  defaultValue: "",
                })}
              </Note>
            ) : null}
            {found.advice.map((each) => (
              <Note key={each}>{each}</Note>
            ))}
            <details className="text-sm">
              <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("plan.why")}</summary>
              <ul className="list-disc space-y-1 ps-5 text-soft">
                {found.reasons.map((each) => (
                  <li key={each.rule}>{each.text}</li>
                ))}
              </ul>
            </details>
          </Card>
        );
      }}
    </Shown>
  );
}
