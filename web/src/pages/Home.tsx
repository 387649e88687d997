import { Link } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { Lifter } from "@/figures/Lifter";
import { buttonClass } from "@/ui/Button";
import { Card } from "@/ui/Card";
import { LanguagePicker } from "@/ui/LanguagePicker";
import { Loading } from "@/ui/Loading";

const Sample = lazy(() => import("@/pages/Sample").then((found) => ({ default: found.Sample })));
const POINTS = ["fits", "explains", "adapts"] as const;

export function Home() {
  const { t } = useTranslation();
  return (
    <div className="mx-auto flex max-w-5xl flex-col gap-10 px-4 py-5 sm:px-8">
      <header className="flex items-center justify-between">
        <p className="flex items-center gap-2 text-lg font-bold">
          <img src="/icon.svg" alt="" width="30" height="30" />
          FitAI
        </p>
        <LanguagePicker />
      </header>
      <main className="flex flex-col gap-10">
        <section className="grid items-center gap-8 sm:grid-cols-[3fr_2fr]">
          <div className="flex flex-col items-start gap-5">
            <h1 className="text-3xl sm:text-4xl">{t("home.title")}</h1>
            <p className="max-w-prose text-lg text-soft">{t("home.text")}</p>
            <div className="flex flex-wrap gap-3">
              <Link to="/register" className={buttonClass("main", "big")}>
                {t("home.start")}
              </Link>
              <Link to="/login" className={buttonClass("quiet", "big")}>
                {t("home.logIn")}
              </Link>
            </div>
          </div>
          <Lifter />
        </section>
        <ul className="grid gap-4 sm:grid-cols-3">
          {POINTS.map((point) => (
            <li key={point}>
              <Card className="h-full">
                <h2 className="mb-2 text-lg">{t(`home.${point}.title`)}</h2>
                <p className="text-soft">{t(`home.${point}.text`)}</p>
              </Card>
            </li>
          ))}
        </ul>
        {/* Its room is kept, so that nothing moves when it comes. */}
        <div className="min-h-[36rem]">
          <Suspense fallback={<Loading />}>
            <Sample />
          </Suspense>
        </div>
        <p className="max-w-prose text-sm text-soft">{t("home.careful")}</p>
      </main>
    </div>
  );
}
