import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { queries } from "@/api/queries";
import { useLocale } from "@/i18n";
import { setUnits } from "@/lib/settings";
import { Consents } from "@/onboarding/Consents";
import { type Draft, type Json, profileOf, stepOf } from "@/onboarding/draft";
import { draftOf, merged } from "@/onboarding/earlier";
import { Paste } from "@/onboarding/Paste";
import { STEPS } from "@/onboarding/Steps";
import { agree, askForPlan, storeProfile } from "@/onboarding/send";
import { Button } from "@/ui/Button";
import { Bar, Card } from "@/ui/Card";
import { LanguagePicker } from "@/ui/LanguagePicker";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

function Questions({ stored }: { stored: Json }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const navigate = useNavigate();
  const [step, setStep] = useState(0);
  const [draft, setDraft] = useState<Draft>(() => draftOf(stored));
  const [granted, setGranted] = useState<ReadonlySet<string>>(new Set());
  const heading = useRef<HTMLHeadingElement>(null);
  const send = useMutation({
    mutationFn: async () => {
      await storeProfile(merged(stored, profileOf(draft, locale)));
      await agree(granted, locale);
      return askForPlan();
    },
    onSuccess: (job) => navigate({ to: "/making/$job", params: { job } }),
    onError: (error) => {
      const first = error instanceof Problem ? [...error.fields.keys()][0] : undefined;
      if (first) setStep(stepOf(first));
    },
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: each step begins at its heading
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo({ top: 0 });
  }, [step]);

  const problems = send.error instanceof Problem ? send.error.fields : new Map();
  const last = step === STEPS.length;
  const asked = STEPS[step];
  const key = asked?.key ?? "consent";
  function set(change: Partial<Draft>) {
    if (change.units) setUnits(change.units);
    setDraft({ ...draft, ...change });
  }
  function agreeTo(purpose: string, yes: boolean) {
    const next = new Set(granted);
    if (yes) next.add(purpose);
    else next.delete(purpose);
    setGranted(next);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (last) send.mutate();
    else setStep(step + 1);
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-5">
      <Bar share={step / STEPS.length} label={t("welcome.step", { step: step + 1, of: STEPS.length + 1 })} />
      <Card className="flex flex-col gap-6">
        <div>
          <p className="text-sm text-soft">{t("welcome.step", { step: step + 1, of: STEPS.length + 1 })}</p>
          <h2 ref={heading} tabIndex={-1} className="text-2xl outline-none">
            {t(`step.${key}.title`)}
          </h2>
          <p className="mt-1 text-soft">{t(`step.${key}.why`)}</p>
        </div>
        {asked ? (
          <asked.page draft={draft} set={set} problems={problems} />
        ) : (
          <Consents granted={granted} onChange={agreeTo} />
        )}
      </Card>
      <ProblemNote error={send.error} />
      <div className="flex justify-between gap-3">
        <Button kind="quiet" size="big" disabled={step === 0} onClick={() => setStep(step - 1)}>
          {t("action.back")}
        </Button>
        <Button type="submit" size="big" disabled={send.isPending}>
          {last ? t("welcome.make") : t("action.next")}
        </Button>
      </div>
    </form>
  );
}

export function Onboarding() {
  const { t } = useTranslation();
  const [pasting, setPasting] = useState(false);
  const profile = useQuery(queries.profile);
  return (
    <main className="mx-auto flex max-w-2xl flex-col gap-5 px-4 py-5">
      <div className="flex items-center justify-between gap-3">
        <Link to="/dashboard" className="text-lg font-bold">
          FitAI
        </Link>
        <LanguagePicker />
      </div>
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h1 className="text-3xl">{t("welcome.title")}</h1>
        <Button kind="plain" onClick={() => setPasting(!pasting)}>
          {t(pasting ? "paste.close" : "paste.open")}
        </Button>
      </header>
      {pasting ? <Paste /> : <Shown query={profile}>{(found) => <Questions stored={found?.profile ?? {}} />}</Shown>}
    </main>
  );
}
