import { body, client } from "@/api/client";
import { Problem } from "@/api/problem";
import { queries, queryClient, trainingChanged } from "@/api/queries";
import { owner } from "@/auth/owner";
import { backoff } from "@/lib/backoff";
import { newId } from "@/lib/ids";
import { dayOf, stampOf } from "@/lib/time";
import { db, type NewEvent } from "@/offline/db";
import { flush, forgetRefused, keep, type Recorded, waiting } from "@/offline/outbox";
import type { Session } from "@/session/session";

export interface OutboxState {
  waiting: number;
  refused: number;
  online: boolean;
}

let state: OutboxState = { waiting: 0, refused: 0, online: true };
let running: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | undefined;
let failures = 0;
const listeners = new Set<() => void>();

export function outboxState(): OutboxState {
  return state;
}

export function onOutbox(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

async function count(online: boolean): Promise<void> {
  const who = owner();
  const found = who ? await waiting(await db(), who) : { waiting: 0, refused: 0 };
  if (state.waiting === found.waiting && state.refused === found.refused && state.online === online) return;
  state = { ...found, online };
  for (const listener of listeners) listener();
}

/** An event of now, as a device sends it. */
export function event(what: NewEvent["what"], at = new Date()): NewEvent {
  return { id: newId(at.getTime()), at: stampOf(at), day: dayOf(at), what };
}

/** Record what happened: kept on the device first, sent as soon as there is a connection. */
export async function record(events: readonly NewEvent[], session?: Session | null): Promise<void> {
  const who = owner();
  if (!who) throw new Error("nobody is logged in");
  await keep(await db(), who, events, session);
  await count(state.online);
  void sync();
}

/** The batch's outcome; a batch without any usable event is told as an error whose fields name each event. */
async function send(events: readonly NewEvent[]): Promise<Recorded> {
  try {
    return await body(client.POST("/api/events", { body: { events: events as never } }));
  } catch (error) {
    const problems = error instanceof Problem ? (error.document.errors ?? []) : [];
    const rejected = events.map((_, index) => ({
      index,
      problems: problems.filter((each) => each.field.startsWith(`events[${index}]`)),
    }));
    if (rejected.every((each) => each.problems.length > 0)) return { accepted: [], duplicates: [], rejected };
    throw error;
  }
}

async function exchange(): Promise<void> {
  const who = owner();
  if (!who) return;
  clearTimeout(timer);
  try {
    const me = await queryClient.ensureQueryData(queries.me);
    if (me.id !== who) return;
    const gone = await flush(await db(), who, send);
    failures = 0;
    await count(true);
    if (gone > 0) await trainingChanged();
  } catch (error) {
    await count(!(error instanceof TypeError) && navigator.onLine);
    // Another tab may have opened a new session: its token is asked for before the next try.
    if (error instanceof Problem && error.status === 403) queryClient.removeQueries({ queryKey: queries.me.queryKey });
    const loggedOut = error instanceof Problem && error.status === 401;
    failures += 1;
    if (!loggedOut) timer = setTimeout(() => void sync(), backoff(failures));
  }
}

/** One exchange at a time, also across tabs; what is asked for during one follows it. */
export function sync(): Promise<void> {
  const locked = async () => {
    await (navigator.locks ? navigator.locks.request("fitai.outbox", exchange) : exchange());
  };
  const next = (running ?? Promise.resolve()).then(locked).finally(() => {
    if (running === next) running = null;
  });
  running = next;
  return next;
}

/** Let go of what the server refused. */
export async function letGo(): Promise<void> {
  const who = owner();
  if (who) await forgetRefused(await db(), who);
  await count(state.online);
}

/** Send what waits now, and whenever the connection comes back. */
export function startSync(): void {
  window.addEventListener("online", () => void sync());
  window.addEventListener("offline", () => void count(false));
  void sync();
}
