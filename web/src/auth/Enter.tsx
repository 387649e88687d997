import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { Problem } from "@/api/problem";
import { entered, queries, queryClient } from "@/api/queries";
import type { Me } from "@/api/types";
import { sync } from "@/offline/sync";
import { Button } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { LanguagePicker } from "@/ui/LanguagePicker";
import { ProblemNote } from "@/ui/ProblemNote";

interface Credentials {
  email: string;
  password: string;
}

function Enter({
  kind,
  send,
  to,
}: {
  kind: "logIn" | "register";
  send: (given: Credentials) => Promise<Me>;
  to: "/dashboard" | "/welcome";
}) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [given, setGiven] = useState<Credentials>({ email: "", password: "" });
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const fields = error instanceof Problem ? error.fields : new Map();

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    try {
      const me = await send(given);
      queryClient.clear();
      queryClient.setQueryData(queries.me.queryKey, entered(me));
      void sync();
      await navigate({ to });
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  }

  return (
    <main className="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 px-4 py-8">
      <div className="flex items-center justify-between">
        <Link to="/" className="flex items-center gap-2 text-lg font-bold">
          <img src="/icon.svg" alt="" width="30" height="30" />
          FitAI
        </Link>
        <LanguagePicker />
      </div>
      <Card>
        <h1 className="mb-4 text-2xl">{t(`${kind}.title`)}</h1>
        <form className="flex flex-col gap-4" onSubmit={submit}>
          <Field
            label={t("account.email")}
            type="email"
            autoComplete="email"
            required
            dir="ltr"
            value={given.email}
            problem={fields.get("email")}
            onChange={(event) => setGiven({ ...given, email: event.target.value })}
          />
          <Field
            label={t("account.password")}
            type="password"
            autoComplete={kind === "logIn" ? "current-password" : "new-password"}
            required
            dir="ltr"
            value={given.password}
            problem={fields.get("password")}
            hint={kind === "register" ? t("register.hint") : undefined}
            onChange={(event) => setGiven({ ...given, password: event.target.value })}
          />
          <ProblemNote error={error} />
          <Button type="submit" size="big" disabled={busy}>
            {t(`${kind}.send`)}
          </Button>
        </form>
      </Card>
      <p className="text-center text-soft">
        {t(`${kind}.other`)}{" "}
        <Link to={kind === "logIn" ? "/register" : "/login"} className="font-semibold text-accent underline">
          {t(`${kind}.otherLink`)}
        </Link>
      </p>
    </main>
  );
}

export function LogIn() {
  return <Enter kind="logIn" to="/dashboard" send={(given) => body(client.POST("/api/auth/login", { body: given }))} />;
}

export function Register() {
  return (
    <Enter kind="register" to="/welcome" send={(given) => body(client.POST("/api/auth/register", { body: given }))} />
  );
}
