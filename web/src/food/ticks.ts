import { useSyncExternalStore } from "react";

const KEY = "fitai.shopping";
const listeners = new Set<() => void>();

interface Kept {
  list: string;
  ticked: string[];
}

function kept(): string {
  return localStorage.getItem(KEY) ?? "";
}

/** What is ticked of a list that was kept; a list of other days begins with nothing ticked. */
export function tickedOf(text: string, list: string): readonly string[] {
  try {
    const found = JSON.parse(text) as Kept;
    return found.list === list ? found.ticked : [];
  } catch {
    return [];
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener("storage", listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener("storage", listener);
  };
}

/** What is ticked off on this device of the list with this name, and how to tick. Works in a shop without a connection. */
export function useTicks(list: string): [readonly string[], (food: string) => void] {
  const ticked = tickedOf(useSyncExternalStore(subscribe, kept), list);
  const toggle = (food: string) => {
    const now = ticked.includes(food) ? ticked.filter((each) => each !== food) : [...ticked, food];
    localStorage.setItem(KEY, JSON.stringify({ list, ticked: now } satisfies Kept));
    for (const listener of listeners) listener();
  };
  return [ticked, toggle];
}
