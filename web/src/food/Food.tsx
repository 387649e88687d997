import { useQuery } from "@tanstack/react-query";
import { Tabs } from "radix-ui";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries, queryClient } from "@/api/queries";
import type { MealsView } from "@/api/types";
import { Diary } from "@/food/Diary";
import { Kitchen } from "@/food/Kitchen";
import { Shopping } from "@/food/Shopping";
import { Targets } from "@/food/Targets";
import { Week } from "@/food/Week";
import { useLocale } from "@/i18n";
import { dayOf } from "@/lib/time";
import { useJob } from "@/socket/useJob";
import { Note, Title } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { TabList } from "@/ui/Tabs";

const TABS = ["today", "plan", "kitchen", "shopping", "targets"] as const;

/** Waits for the job that makes the meals, then has them shown. */
function Cooking({ job, onOver }: { job: string; onOver: () => void }) {
  const { t } = useTranslation();
  const followed = useJob(job);
  const state = followed.job?.state;
  useEffect(() => {
    if (state === "succeeded") void queryClient.invalidateQueries({ queryKey: ["meals"] }).then(onOver);
  }, [state, onOver]);
  if (followed.error) return <ProblemNote error={followed.error} />;
  if (state === "failed") return <Note tone="danger">{followed.job?.error?.message}</Note>;
  return <Note role="status">{t("food.making")}</Note>;
}

/** The tabs of food; the numbers stay hidden until the person asks, where their answers say so. */
export function Food() {
  const { t } = useTranslation();
  const locale = useLocale();
  const [tab, setTab] = useState<string>("today");
  const [shown, setShown] = useState(false);
  const [job, setJob] = useState<string | null>(null);
  const meals = useQuery(queries.meals(locale, shown, dayOf(new Date())));
  const cooked = useCallback(() => {
    setJob(null);
    setTab("plan");
  }, []);
  const orNone = (children: (found: MealsView) => React.ReactNode) => (
    <Shown query={meals}>
      {(found) => (found ? children(found) : <p className="py-6 text-center text-soft">{t("food.none")}</p>)}
    </Shown>
  );
  return (
    <>
      <Title>{t("nav.food")}</Title>
      <Tabs.Root
        value={tab}
        onValueChange={setTab}
        dir={locale === "ar" ? "rtl" : "ltr"}
        className="flex flex-col gap-5"
      >
        <TabList label={t("nav.food")} tabs={TABS.map((value) => [value, t(`food.tab.${value}`)] as const)} />
        {job ? <Cooking job={job} onOver={cooked} /> : null}
        <Tabs.Content value="today" className="flex flex-col gap-5">
          <Diary meals={meals.data ?? null} shown={shown} />
        </Tabs.Content>
        <Tabs.Content value="plan" className="flex flex-col gap-5">
          {orNone((found) => (
            <Week meals={found} />
          ))}
        </Tabs.Content>
        <Tabs.Content value="kitchen">
          <Kitchen busy={job !== null} onJob={setJob} />
        </Tabs.Content>
        <Tabs.Content value="shopping" className="flex flex-col gap-5">
          {orNone((found) => (
            <Shopping meals={found} />
          ))}
        </Tabs.Content>
        <Tabs.Content value="targets">
          <Targets shown={shown} onShow={() => setShown(true)} />
        </Tabs.Content>
      </Tabs.Root>
    </>
  );
}
