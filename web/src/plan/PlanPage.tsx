import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Tabs } from "radix-ui";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries } from "@/api/queries";
import type { Plan } from "@/api/types";
import { useLocale } from "@/i18n";
import { newId } from "@/lib/ids";
import { Day } from "@/plan/Day";
import { Overview } from "@/plan/Overview";
import { Proposals } from "@/plan/Proposals";
import { Versions } from "@/plan/Versions";
import { Button, buttonClass } from "@/ui/Button";
import { Card, Title } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { TabList } from "@/ui/Tabs";

export function NoPlan() {
  const { t } = useTranslation();
  return (
    <Card className="flex flex-col items-start gap-4">
      <p>{t("dashboard.noPlan")}</p>
      <Link to="/welcome" className={buttonClass("main", "big")}>
        {t("dashboard.makePlan")}
      </Link>
    </Card>
  );
}

/** Another plan for the same profile. */
function Different() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const ask = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/plans", {
          body: { reason: "different" },
          params: { header: { "Idempotency-Key": newId() } },
        }),
      ),
    onSuccess: ({ job_id }) => navigate({ to: "/making/$job", params: { job: job_id } }),
  });
  return (
    <>
      <Button kind="quiet" disabled={ask.isPending} onClick={() => ask.mutate()}>
        {t("plan.different")}
      </Button>
      <ProblemNote error={ask.error} />
    </>
  );
}

function Pages({ plan }: { plan: Plan }) {
  const { t } = useTranslation();
  const dir = useLocale() === "ar" ? "rtl" : "ltr";
  return (
    <Tabs.Root defaultValue="week" dir={dir} className="flex flex-col gap-5">
      <TabList
        label={t("plan.title")}
        tabs={["week", "overview", "versions"].map((each) => [each, t(`plan.tab.${each}`)] as const)}
      />
      <Tabs.Content value="week" className="flex flex-col gap-4">
        {plan.document.days.map((day, index) => (
          <Day key={day.weekday} plan={plan} index={index} />
        ))}
        {plan.document.days.length === 0 ? <Overview document={plan.document} /> : null}
      </Tabs.Content>
      <Tabs.Content value="overview" className="flex flex-col gap-4">
        <Overview document={plan.document} />
      </Tabs.Content>
      <Tabs.Content value="versions">
        <Versions plan={plan} />
      </Tabs.Content>
    </Tabs.Root>
  );
}

export function PlanPage() {
  const { t } = useTranslation();
  const query = useQuery(queries.plan);
  return (
    <>
      <Title aside={query.data ? <Different /> : null}>{t("plan.title")}</Title>
      <Proposals />
      <Shown query={query}>{(plan) => (plan ? <Pages plan={plan} /> : <NoPlan />)}</Shown>
    </>
  );
}
