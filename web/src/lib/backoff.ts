const FIRST_MS = 500;
const MOST_MS = 20_000;

/** How long to wait before try number `tries` + 1: doubling up to 20 s, half of it by chance so that devices spread. */
export function backoff(tries: number, chance: () => number = Math.random): number {
  const full = Math.min(MOST_MS, FIRST_MS * 2 ** Math.max(0, tries - 1));
  return full / 2 + (full / 2) * chance();
}
