import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "@/ui/Button";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="mx-auto max-w-xl p-8 text-center">
      <h1 className="mb-4 text-2xl">{t("notFound.title")}</h1>
      <Link to="/" className={buttonClass()}>
        {t("notFound.home")}
      </Link>
    </main>
  );
}
