import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Database, type NewEvent, openDatabase } from "@/offline/db";
import { flush, forgetRefused, keep, type Recorded, waiting } from "@/offline/outbox";
import type { Session } from "@/session/session";
import { session } from "./people";

const ME = "person-1";
let database: Database;
let serial = 0;

beforeEach(async () => {
  serial += 1;
  database = await openDatabase(`outbox-${serial}`);
});
afterEach(() => database.close());

function weighed(number: number): NewEvent {
  const id = `00000000-0000-7000-8000-${String(number).padStart(12, "0")}`;
  return { id, at: "2026-11-23T18:00:00+01:00", day: "2026-11-23", what: { type: "weight.measured", kg: 80 + number } };
}

/** A server that keeps events by id, as the API does. */
class Server {
  readonly kept = new Map<string, NewEvent>();
  batches = 0;
  loseReplies = 0;
  down = false;

  readonly send = async (events: readonly NewEvent[]): Promise<Recorded> => {
    if (this.down) throw new TypeError("network");
    this.batches += 1;
    const accepted = events.filter(({ id }) => !this.kept.has(id)).map(({ id }) => id);
    const duplicates = events.filter(({ id }) => this.kept.has(id)).map(({ id }) => id);
    for (const each of events) this.kept.set(each.id, each);
    if (this.loseReplies > 0) {
      this.loseReplies -= 1;
      throw new TypeError("the reply was lost");
    }
    return { accepted, duplicates, rejected: [] };
  };
}

describe("the outbox", () => {
  test("holds what happened while there is no connection, and empties after it", async () => {
    const server = new Server();
    server.down = true;
    await keep(database, ME, [weighed(1), weighed(2)]);
    await expect(flush(database, ME, server.send)).rejects.toThrow("network");
    expect(await waiting(database, ME)).toEqual({ waiting: 2, refused: 0 });
    server.down = false;
    expect(await flush(database, ME, server.send)).toBe(2);
    expect(await waiting(database, ME)).toEqual({ waiting: 0, refused: 0 });
    expect(server.kept.size).toBe(2);
  });

  test("a lost reply doubles nothing: the same ids are sent again", async () => {
    const server = new Server();
    server.loseReplies = 1;
    await keep(database, ME, [weighed(1), weighed(2)]);
    await expect(flush(database, ME, server.send)).rejects.toThrow("lost");
    expect(await flush(database, ME, server.send)).toBe(2);
    expect([...server.kept.values()]).toEqual([weighed(1), weighed(2)]);
  });

  test("many events go in batches, oldest first", async () => {
    const server = new Server();
    const events = Array.from({ length: 250 }, (_, index) => weighed(index));
    await keep(database, ME, events.toReversed());
    expect(await flush(database, ME, server.send)).toBe(250);
    expect(server.batches).toBe(3);
    expect([...server.kept.keys()]).toEqual(events.map(({ id }) => id));
  });

  test("what the server refuses stays, is not sent again and holds nothing up", async () => {
    const sent: number[] = [];
    const send = async (events: readonly NewEvent[]): Promise<Recorded> => {
      sent.push(events.length);
      const rejected = [{ index: 0, problems: [{ field: "what.kg", message: "is 900" }] }];
      return { accepted: events.slice(1).map(({ id }) => id), duplicates: [], rejected };
    };
    await keep(database, ME, [weighed(1), weighed(2)]);
    await flush(database, ME, send);
    expect(await waiting(database, ME)).toEqual({ waiting: 0, refused: 1 });
    await flush(database, ME, send);
    expect(sent).toEqual([2]);
    await forgetRefused(database, ME);
    expect(await waiting(database, ME)).toEqual({ waiting: 0, refused: 0 });
  });

  test("an answer that names none of the events ends the round and loses nothing", async () => {
    await keep(database, ME, [weighed(1)]);
    expect(await flush(database, ME, async () => ({ accepted: [], duplicates: [], rejected: [] }))).toBe(0);
    expect((await waiting(database, ME)).waiting).toBe(1);
  });

  test("another account on the device never sends them", async () => {
    const server = new Server();
    await keep(database, ME, [weighed(1)]);
    expect(await flush(database, "person-2", server.send)).toBe(0);
    expect(server.kept.size).toBe(0);
    expect((await waiting(database, ME)).waiting).toBe(1);
  });

  test("an event and the session after it are kept together, or neither is", async () => {
    const broken = { ...session(), today: { broken: () => undefined } } as unknown as Session;
    await expect(keep(database, ME, [weighed(1)], broken)).rejects.toThrow();
    expect((await waiting(database, ME)).waiting).toBe(0);
    await keep(database, ME, [weighed(1)], { ...session(), owner: ME });
    expect((await waiting(database, ME)).waiting).toBe(1);
    expect(await database.get("sessions", ME)).toEqual({ ...session(), owner: ME });
    await keep(database, ME, [weighed(2)], null);
    expect(await database.get("sessions", ME)).toBeUndefined();
  });
});
