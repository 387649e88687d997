import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client, rememberCsrf } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import type { Locale } from "@/api/types";
import { forgetOwner, owner } from "@/auth/owner";
import { useLocale } from "@/i18n";
import { setTheme, setUnits, useTheme, useUnits } from "@/lib/settings";
import { db } from "@/offline/db";
import { forgetAll } from "@/offline/outbox";
import { useOutbox } from "@/offline/useOutbox";
import { Consents } from "@/onboarding/Consents";
import { storeProfile } from "@/onboarding/send";
import { Data } from "@/settings/Data";
import { Tokens } from "@/settings/Tokens";
import { Button, buttonClass } from "@/ui/Button";
import { Card, Note, Title } from "@/ui/Card";
import { Field, One } from "@/ui/Field";
import { LanguagePicker } from "@/ui/LanguagePicker";
import { ProblemNote } from "@/ui/ProblemNote";
import { Sheet } from "@/ui/Sheet";

const THEMES = ["system", "light", "dark"] as const;
const UNITS = ["metric", "imperial"] as const;

/** Leave this device as if nobody had been here. */
async function leave(erase: boolean): Promise<void> {
  const who = owner();
  if (erase && who) await forgetAll(await db(), who);
  forgetOwner();
  rememberCsrf("");
  location.assign("/");
}

function Looks() {
  const { t } = useTranslation();
  const theme = useTheme();
  const units = useUnits();
  const profile = useQuery(queries.profile);
  // The coach writes in the profile's language, so the profile follows.
  const speak = useMutation({
    mutationFn: async (locale: Locale) => {
      if (profile.data) await storeProfile({ ...profile.data.profile, locale });
      await queryClient.invalidateQueries();
    },
  });
  return (
    <Card className="flex flex-col gap-5">
      <div className="flex flex-wrap items-center justify-between gap-3">
        <span className="font-medium">{t("settings.language")}</span>
        <LanguagePicker onChange={(locale) => speak.mutate(locale)} />
      </div>
      <p className="text-xs text-soft">{t("settings.languageNote")}</p>
      <ProblemNote error={speak.error} />
      <One
        legend={t("ask.units")}
        options={UNITS.map((value) => ({ value, label: t(`units.${value}`) }))}
        value={units}
        onChange={setUnits}
      />
      <One
        legend={t("settings.theme")}
        options={THEMES.map((value) => ({ value, label: t(`theme.${value}`) }))}
        value={theme}
        onChange={setTheme}
      />
    </Card>
  );
}

function Privacy() {
  const { t } = useTranslation();
  const locale = useLocale();
  const { data } = useQuery(queries.consents(locale));
  const granted = new Set<string>(data?.items.filter((each) => each.granted).map((each) => each.purpose));
  const decide = useMutation({
    mutationFn: async ({ purpose, yes }: { purpose: string; yes: boolean }) => {
      const asked = data?.items.find((each) => each.purpose === purpose);
      if (asked)
        await body(
          client.PUT("/api/privacy/consents", {
            body: { purpose: asked.purpose, version: asked.version, granted: yes },
          }),
        );
      await queryClient.invalidateQueries({ queryKey: ["consents"] });
    },
  });
  return (
    <Card>
      <h2 className="mb-2 text-lg">{t("step.consent.title")}</h2>
      <Consents granted={granted} onChange={(purpose, yes) => decide.mutate({ purpose, yes })} />
      <ProblemNote error={decide.error} />
    </Card>
  );
}

function Account() {
  const { t } = useTranslation();
  const me = useQuery(queries.me);
  const { waiting } = useOutbox();
  const [erasing, setErasing] = useState(false);
  const [password, setPassword] = useState("");
  const logOut = useMutation({
    mutationFn: () => body(client.POST("/api/auth/logout")),
    onSuccess: () => leave(false),
  });
  const erase = useMutation({
    mutationFn: () => body(client.DELETE("/api/me", { body: { password } })),
    onSuccess: () => leave(true),
  });
  return (
    <Card className="flex flex-col gap-4">
      <h2 className="text-lg">{t("settings.account")}</h2>
      <p>
        <bdi>{me.data?.email}</bdi>
      </p>
      {waiting ? <Note tone="warn">{t("settings.unsent", { count: waiting })}</Note> : null}
      <div className="flex flex-wrap gap-2">
        <Button kind="quiet" disabled={logOut.isPending} onClick={() => logOut.mutate()}>
          {t("settings.logOut")}
        </Button>
        <Button kind="danger" onClick={() => setErasing(true)}>
          {t("settings.erase")}
        </Button>
      </div>
      <ProblemNote error={logOut.error} />
      <Sheet open={erasing} onClose={() => setErasing(false)} title={t("settings.erase")}>
        <form
          className="flex flex-col gap-4"
          onSubmit={(event) => {
            event.preventDefault();
            erase.mutate();
          }}
        >
          <p>{t("settings.eraseText")}</p>
          <Field
            label={t("account.password")}
            type="password"
            autoComplete="current-password"
            dir="ltr"
            required
            value={password}
            onChange={(event) => setPassword(event.target.value)}
          />
          <ProblemNote error={erase.error} />
          <Button type="submit" kind="danger" size="big" disabled={!password || erase.isPending}>
            {t("settings.eraseSend")}
          </Button>
        </form>
      </Sheet>
    </Card>
  );
}

export function Settings() {
  const { t } = useTranslation();
  return (
    <>
      <Title>{t("nav.settings")}</Title>
      <Looks />
      <Card className="flex flex-col items-start gap-3">
        <h2 className="text-lg">{t("settings.profile")}</h2>
        <p className="text-soft">{t("settings.profileText")}</p>
        <Link to="/welcome" className={buttonClass("quiet")}>
          {t("settings.answerAgain")}
        </Link>
      </Card>
      <Privacy />
      <Data />
      <Tokens />
      <Account />
    </>
  );
}
