import { useSyncExternalStore } from "react";
import { type OutboxState, onOutbox, outboxState } from "@/offline/sync";

/** How many events wait for a connection, and how many the server refused. */
export function useOutbox(): OutboxState {
  return useSyncExternalStore(onOutbox, outboxState);
}
