import { useSyncExternalStore } from "react";
import type { Units } from "@/api/types";

export type Theme = "system" | "light" | "dark";

const THEME = "fitai.theme";
const UNITS = "fitai.units";
const listeners = new Set<() => void>();

function changed(): void {
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function theme(): Theme {
  const kept = localStorage.getItem(THEME);
  return kept === "light" || kept === "dark" ? kept : "system";
}

function units(): Units {
  return localStorage.getItem(UNITS) === "imperial" ? "imperial" : "metric";
}

const dark = () => window.matchMedia("(prefers-color-scheme: dark)");

function paint(): void {
  const chosen = theme();
  const shown = chosen === "system" ? (dark().matches ? "dark" : "light") : chosen;
  document.documentElement.dataset.theme = shown;
}

/** Show the chosen theme, and follow the device where it was left to it. */
export function startTheme(): void {
  paint();
  dark().addEventListener("change", paint);
}

export function setTheme(value: Theme): void {
  localStorage.setItem(THEME, value);
  paint();
  changed();
}

export function setUnits(value: Units): void {
  localStorage.setItem(UNITS, value);
  changed();
}

export function useTheme(): Theme {
  return useSyncExternalStore(subscribe, theme);
}

export function useUnits(): Units {
  return useSyncExternalStore(subscribe, units);
}
