// A reader of a turn that is being answered. Its position is (attempt, n): an attempt that died is followed by another that
// begins the answer anew, so what an older one still says is ignored, and nothing is taken before what comes before it.

export const ENDED = ["done", "cancelled", "failed"] as const;

export interface Reading {
  attempt: number;
  n: number;
  state: string;
  text: string;
  code: string;
}

export const NOTHING: Reading = { attempt: 0, n: 0, state: "queued", text: "", code: "" };

export function hasEnded(state: string): boolean {
  return ENDED.some((each) => each === state);
}

interface Said {
  attempt: number;
  n: number;
  state?: string;
  text?: string;
  code?: string;
}

function said(data: unknown): Said | null {
  const told = data as Partial<Said> | null;
  return typeof told?.attempt === "number" && typeof told.n === "number" ? (told as Said) : null;
}

function after(known: Reading, one: Said): boolean {
  return one.attempt > known.attempt || (one.attempt === known.attempt && one.n > known.n);
}

/**
 * What is known after an event of the turn's topic. `state` and `token` count only when they come next; `text` (the whole
 * text so far) and `ended` fill in whatever was missed.
 */
export function read(known: Reading, event: string, data: unknown): Reading {
  const one = said(data);
  if (!one || hasEnded(known.state) || !after(known, one)) return known;
  const at = { attempt: one.attempt, n: one.n };
  if (event === "ended" || event === "text")
    return { ...at, state: one.state ?? known.state, text: one.text ?? "", code: one.code ?? "" };
  const base = one.attempt > known.attempt ? { ...NOTHING, attempt: one.attempt } : known;
  if (one.n !== base.n + 1) return known;
  if (event === "token") return { ...base, ...at, text: base.text + (one.text ?? "") };
  if (event === "state") {
    const state = one.state ?? base.state;
    return { ...base, ...at, state, text: state === "generating" ? "" : base.text };
  }
  return known;
}
