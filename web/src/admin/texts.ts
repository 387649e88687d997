import i18next from "i18next";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocale } from "@/i18n";

/** The monitor's texts are a namespace of their own: nobody else loads them. */
const NAMESPACE = "admin";
const texts = import.meta.glob<Record<string, unknown>>("./locales/*.json", { import: "default" });

export type Say = (key: string, values?: Record<string, unknown>) => string;

/** Whether the texts of the language that is spoken are here; begins to load them when not. */
export function useAdminTexts(): boolean {
  const locale = useLocale();
  const [loaded, setLoaded] = useState<string | null>(null);
  useEffect(() => {
    let left = false;
    const load = texts[`./locales/${locale}.json`];
    void load?.().then((found) => {
      i18next.addResourceBundle(locale, NAMESPACE, found);
      if (!left) setLoaded(locale);
    });
    return () => {
      left = true;
    };
  }, [locale]);
  return loaded === locale || i18next.hasResourceBundle(locale, NAMESPACE);
}

/** The monitor's own texts. */
export function useSay(): Say {
  const { t } = useTranslation(NAMESPACE);
  return useCallback((key, values) => String(t(key, { ns: NAMESPACE, ...values })), [t]);
}
