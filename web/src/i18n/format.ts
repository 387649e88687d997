import { useTranslation } from "react-i18next";
import type { Weekday } from "@/api/types";
import { useLocale } from "@/i18n";
import { useUnits } from "@/lib/settings";
import { dateOf } from "@/lib/time";
import { shownWeight, weightUnit } from "@/lib/units";

const MONDAY = new Date(2024, 0, 1, 12);
const DAYS: readonly Weekday[] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** Text that runs from left to right inside any other, such as `3 × 8-10`. */
export function ltr(text: string): string {
  return `\u2066${text}\u2069`;
}

export interface Format {
  number(value: number, digits?: number): string;
  day(day: string): string;
  shortDay(day: string): string;
  /** A point in time as day and time of day. */
  moment(at: string): string;
  weekday(weekday: Weekday, style?: "long" | "short"): string;
  weight(kg: number): string;
}

/** Numbers, days and weights as the person reads them: their language, their units, western digits throughout. */
export function useFormat(): Format {
  const locale = useLocale();
  const units = useUnits();
  const { t } = useTranslation();
  const tag = `${locale}-u-nu-latn`;
  const number = (value: number, digits = 2) =>
    new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value);
  return {
    number,
    day: (day) => new Intl.DateTimeFormat(tag, { weekday: "long", day: "numeric", month: "long" }).format(dateOf(day)),
    shortDay: (day) => new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }).format(dateOf(day)),
    moment: (at) =>
      new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(
        new Date(at),
      ),
    weekday: (weekday, style = "long") => {
      const date = new Date(MONDAY);
      date.setDate(date.getDate() + DAYS.indexOf(weekday));
      return new Intl.DateTimeFormat(tag, { weekday: style }).format(date);
    },
    weight: (kg) => t(`unit.${weightUnit(units)}`, { value: number(shownWeight(kg, units)) }),
  };
}

export const WEEKDAYS = DAYS;
