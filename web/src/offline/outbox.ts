import type { Database, NewEvent, Outgoing } from "@/offline/db";
import type { Session } from "@/session/session";

const MOST = 100;

/** The server's word on each event of a batch; see `EventsRecorded` of the API. */
export interface Recorded {
  accepted: readonly string[];
  duplicates: readonly string[];
  rejected: readonly { index: number; problems: readonly { field: string; message: string }[] }[];
}

export type Send = (events: readonly NewEvent[]) => Promise<Recorded>;

/** Keep what happened, and the session as it is after it, in one transaction: both are there or neither is. */
export async function keep(
  database: Database,
  owner: string,
  events: readonly NewEvent[],
  session?: Session | null,
): Promise<void> {
  const transaction = database.transaction(["outbox", "sessions"], "readwrite");
  const outbox = transaction.objectStore("outbox");
  const sessions = transaction.objectStore("sessions");
  try {
    for (const event of events) await outbox.put({ id: event.id, owner, event });
    if (session) await sessions.put(session);
    if (session === null) await sessions.delete(owner);
  } catch (error) {
    // A value that cannot be stored fails by itself; without this the others would stay.
    transaction.abort();
    await transaction.done.catch(() => undefined);
    throw error;
  }
  await transaction.done;
}

async function mine(database: Database, owner: string): Promise<Outgoing[]> {
  const all = await database.getAllFromIndex("outbox", "owner", owner);
  return all.sort((one, other) => (one.id < other.id ? -1 : 1));
}

export async function waiting(database: Database, owner: string): Promise<{ waiting: number; refused: number }> {
  const all = await mine(database, owner);
  const refused = all.filter((each) => each.refused !== undefined).length;
  return { waiting: all.length - refused, refused };
}

/**
 * Send what waits, oldest first; an event leaves only once the server has said what became of it.
 * A failure leaves everything in place: sent again, an event is the same event by its id. Returns how many went.
 */
export async function flush(database: Database, owner: string, send: Send): Promise<number> {
  let gone = 0;
  for (;;) {
    const batch = (await mine(database, owner)).filter((each) => each.refused === undefined).slice(0, MOST);
    if (batch.length === 0) return gone;
    const said = await send(batch.map((each) => each.event));
    const told = await settle(database, batch, said);
    if (told === 0) return gone; // an answer that names none of them: better to come back later than to go round
    gone += told;
  }
}

async function settle(database: Database, batch: readonly Outgoing[], said: Recorded): Promise<number> {
  const there = new Set([...said.accepted, ...said.duplicates]);
  const refused = new Map(
    said.rejected.map((each) => [
      each.index,
      each.problems.map((problem) => `${problem.field}: ${problem.message}`).join("; "),
    ]),
  );
  const transaction = database.transaction("outbox", "readwrite");
  const work = batch.map((each, index) => {
    const why = refused.get(index);
    if (there.has(each.id)) return transaction.store.delete(each.id);
    return why === undefined ? null : transaction.store.put({ ...each, refused: why });
  });
  await Promise.all([...work, transaction.done]);
  return work.filter((each) => each !== null).length;
}

/** Let go of what the server refused. */
export async function forgetRefused(database: Database, owner: string): Promise<void> {
  const refused = (await mine(database, owner)).filter((each) => each.refused !== undefined);
  await Promise.all(refused.map((each) => database.delete("outbox", each.id)));
}

/** Erase everything that this device holds of a person. */
export async function forgetAll(database: Database, owner: string): Promise<void> {
  const all = await mine(database, owner);
  await Promise.all([...all.map((each) => database.delete("outbox", each.id)), database.delete("sessions", owner)]);
}
