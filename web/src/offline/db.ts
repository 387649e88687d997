import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { components } from "@/api/generated/events";
import type { Session } from "@/session/session";

export type NewEvent = components["schemas"]["NewEvent"];

/** An event on its way to the server. `owner`: whose it is; another account on this device never sends it. */
export interface Outgoing {
  id: string;
  owner: string;
  event: NewEvent;
  /** Why the server would refuse it again; it is kept to be shown and is not sent any more. */
  refused?: string;
}

interface Schema extends DBSchema {
  outbox: { key: string; value: Outgoing; indexes: { owner: string } };
  sessions: { key: string; value: Session };
}

export type Database = IDBPDatabase<Schema>;

let opened: Promise<Database> | null = null;

export function openDatabase(name = "fitai"): Promise<Database> {
  return openDB<Schema>(name, 1, {
    upgrade(database) {
      database.createObjectStore("outbox", { keyPath: "id" }).createIndex("owner", "owner");
      database.createObjectStore("sessions", { keyPath: "owner" });
    },
  });
}

/** The device's store. */
export function db(): Promise<Database> {
  opened ??= openDatabase();
  return opened;
}
