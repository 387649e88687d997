import i18next from "i18next";
import { initReactI18next, useTranslation } from "react-i18next";
import type { Locale } from "@/api/types";

export const LOCALES: readonly Locale[] = ["en", "fr", "ar"];
export const NAMES: Record<Locale, string> = { en: "English", fr: "Français", ar: "العربية" };

const KEY = "fitai.locale";
const texts = import.meta.glob<Record<string, unknown>>("./locales/*.json", { import: "default" });

function isLocale(value: string | null | undefined): value is Locale {
  return LOCALES.includes(value as Locale);
}

function first(): Locale {
  const kept = localStorage.getItem(KEY);
  if (isLocale(kept)) return kept;
  return navigator.languages.map((each) => each.slice(0, 2)).find(isLocale) ?? "en";
}

/** Load a language's texts and speak it from now on, in its direction. */
export async function speak(locale: Locale): Promise<void> {
  const load = texts[`./locales/${locale}.json`];
  if (load && !i18next.hasResourceBundle(locale, "translation")) {
    i18next.addResourceBundle(locale, "translation", await load());
  }
  await i18next.changeLanguage(locale);
  localStorage.setItem(KEY, locale);
  document.documentElement.lang = locale;
  document.documentElement.dir = locale === "ar" ? "rtl" : "ltr";
}

/** Start with the language that was chosen last, or the device's where we speak it. */
export async function startTexts(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: first(),
    resources: {},
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await speak(first());
}

/** The language that is spoken now. */
export function useLocale(): Locale {
  const { i18n } = useTranslation();
  return isLocale(i18n.language) ? i18n.language : "en";
}
