import { useTranslation } from "react-i18next";
import type { Locale } from "@/api/types";
import { LOCALES, NAMES, speak, useLocale } from "@/i18n";

export function LanguagePicker({ onChange }: { onChange?: (locale: Locale) => void }) {
  const { t } = useTranslation();
  const locale = useLocale();
  const choose = (value: Locale) => {
    void speak(value);
    onChange?.(value);
  };
  return (
    <select
      aria-label={t("settings.language")}
      className="control w-auto"
      value={locale}
      onChange={(event) => choose(event.target.value as Locale)}
    >
      {LOCALES.map((each) => (
        <option key={each} value={each} lang={each}>
          {NAMES[each]}
        </option>
      ))}
    </select>
  );
}
