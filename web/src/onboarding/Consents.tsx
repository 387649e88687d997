import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import { useLocale } from "@/i18n";
import { Shown } from "@/ui/Loading";

interface Props {
  granted: ReadonlySet<string>;
  onChange: (purpose: string, granted: boolean) => void;
}

/** Each purpose with what it means; none is agreed to beforehand. */
export function Consents({ granted, onChange }: Props) {
  const { t } = useTranslation();
  const query = useQuery(queries.consents(useLocale()));
  return (
    <Shown query={query}>
      {({ items }) => (
        <fieldset>
          <legend className="mb-2 text-sm text-soft">{t("consent.free")}</legend>
          <ul className="divide-y divide-line">
            {items.map((each) => (
              <li key={each.purpose}>
                <label className="flex cursor-pointer items-start gap-3 py-3">
                  <input
                    type="checkbox"
                    className="mt-1 size-5 shrink-0 accent-[var(--accent)]"
                    checked={granted.has(each.purpose)}
                    onChange={(event) => onChange(each.purpose, event.target.checked)}
                  />
                  <span>
                    <span className="block font-semibold">{each.title}</span>
                    <span className="text-sm text-soft">{each.text}</span>
                  </span>
                </label>
              </li>
            ))}
          </ul>
        </fieldset>
      )}
    </Shown>
  );
}
