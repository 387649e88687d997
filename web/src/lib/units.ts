import type { Units } from "@/api/types";

const KG_PER_LB = 0.45359237;

/** Kilograms as the person counts them: pounds to the half, kilograms to the quarter. */
export function shownWeight(kg: number, units: Units): number {
  return units === "imperial" ? Math.round((kg / KG_PER_LB) * 2) / 2 : Math.round(kg * 100) / 100;
}

/** What the person typed, in kilograms to the gram. */
export function kgOf(value: number, units: Units): number {
  return units === "imperial" ? Math.round(value * KG_PER_LB * 1000) / 1000 : value;
}

export function weightUnit(units: Units): "kg" | "lb" {
  return units === "imperial" ? "lb" : "kg";
}

/** How much one press of + or - changes a load: the smallest pair of plates of most gyms. */
export function loadStep(units: Units, barbell: boolean): number {
  if (units === "imperial") return barbell ? 5 : 2.5;
  return barbell ? 2.5 : 1;
}
