import { useTranslation } from "react-i18next";
import type { PlanDocument } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Card, Note } from "@/ui/Card";

/** The weeks of the cycle as columns: how many sets, how heavy, how close to failure. */
function Cycle({ document }: { document: PlanDocument }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const percent = (share: number) => `${number(share * 100, 0)}%`;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-sm tabular-nums">
        <caption className="mb-2 text-start font-semibold">{t("cycle.title")}</caption>
        <thead>
          <tr className="text-soft">
            <th scope="col" className="p-1.5 text-start font-medium">
              {t("cycle.week")}
            </th>
            <th scope="col" className="p-1.5 text-start font-medium">
              {t("cycle.sets")}
            </th>
            <th scope="col" className="p-1.5 text-start font-medium">
              {t("cycle.load")}
            </th>
            <th scope="col" className="p-1.5 text-start font-medium">
              {t("plan.rir")}
            </th>
          </tr>
        </thead>
        <tbody>
          {document.weeks.map((week) => (
            <tr key={week.week} className={`border-t border-line ${week.deload ? "bg-accent-soft" : ""}`}>
              <th scope="row" className="p-1.5 text-start font-medium">
                {week.week} {week.deload ? t("cycle.deload") : ""}
              </th>
              <td className="p-1.5">{percent(week.sets_factor)}</td>
              <td className="p-1.5">{percent(week.load_factor)}</td>
              <td className="p-1.5">{week.rir}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Volume({ document }: { document: PlanDocument }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const groups = Object.entries(document.weekly_sets).sort(([, one], [, other]) => other - one);
  const most = Math.max(1, ...groups.map(([, sets]) => sets));
  return (
    <div>
      <h3 className="mb-2 text-sm font-semibold">{t("plan.weeklySets")}</h3>
      <dl className="grid gap-1.5 text-sm">
        {groups.map(([group, sets]) => (
          <div key={group} className="grid grid-cols-[7rem_1fr_2.5rem] items-center gap-2">
            <dt>{t(`muscle.${group}`, { defaultValue: group })}</dt>
            <dd aria-hidden="true" className="h-2.5 rounded-full bg-sunk">
              <div className="h-full rounded-full bg-accent" style={{ width: `${(sets / most) * 100}%` }} />
            </dd>
            <dd className="text-end tabular-nums">{number(sets)}</dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** What the plan is, whom it is for, and what the rules had to say. */
export function Overview({ document }: { document: PlanDocument }) {
  const { t } = useTranslation();
  const written = document.plan?.workout_plan;
  const { screening } = document;
  return (
    <>
      {screening.referral ? (
        <Note tone="danger" role="alert">
          {screening.referral}
        </Note>
      ) : null}
      {screening.findings.map((each) => (
        <Note key={each.rule + each.where} tone="warn">
          {each.reason}
        </Note>
      ))}
      {written ? (
        <Card className="flex flex-col gap-5">
          <div>
            <h2 className="text-xl">{written.name}</h2>
            <p className="mt-1 max-w-prose">{written.overview}</p>
          </div>
          <ul className="list-disc space-y-1 ps-5 text-sm text-soft">
            {Object.entries(written.adaptations).map(([key, text]) => (
              <li key={key}>{text}</li>
            ))}
          </ul>
          <div className="grid gap-6 md:grid-cols-2">
            <Cycle document={document} />
            <Volume document={document} />
          </div>
          <p className="text-xs text-soft">
            {t(document.provenance.model_picks > 0 ? "plan.madeByModel" : "plan.madeByPlanner", {
              picks: document.provenance.model_picks,
              of: document.provenance.total_picks,
            })}
          </p>
        </Card>
      ) : null}
    </>
  );
}
