import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useRef, useState } from "react";
import { MOVES } from "@/admin/data";
import { body, client } from "@/api/client";
import { browserParts, follow } from "@/socket/socket";

/** The shortest time between two readings of the lists, however much happens. */
const PACE_MS = 1500;
/** Lists are read again after so long even when nothing was heard: workers and lags have no events. */
const ANYWAY_MS = 10_000;

export interface Live {
  connected: boolean;
  /** Jobs that moved while the page stood still. */
  waiting: number;
  held: boolean;
  hold(held: boolean): void;
}

function movedIn(data: unknown): number {
  const changes = data as { jobs?: readonly unknown[]; more?: number } | null;
  return (changes?.jobs?.length ?? 0) + (changes?.more ?? 0);
}

/** Reads the lists again when jobs move, unless somebody points at them, holds them, or does not look. */
export function useLive(): Live {
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(false);
  const [waiting, setWaiting] = useState(0);
  const [held, setHeld] = useState(false);
  const still = useRef(false);
  const readAt = useRef(0);
  const moved = useRef(0);

  const read = useCallback(() => {
    readAt.current = Date.now();
    moved.current = 0;
    setWaiting(0);
    void queryClient.invalidateQueries({ queryKey: MOVES });
  }, [queryClient]);

  useEffect(() => {
    const timer = setInterval(() => {
      const age = Date.now() - readAt.current;
      if (document.hidden || still.current) {
        if (moved.current) setWaiting(moved.current);
      } else if (age >= ANYWAY_MS || (moved.current > 0 && age >= PACE_MS)) read();
    }, 500);
    const ticket = async () => (await body(client.POST("/api/ws/ticket"))).ticket;
    const leave = follow(
      "admin.jobs",
      {
        event: (_, data) => {
          moved.current += movedIn(data);
        },
        snapshot: () => undefined,
        connection: setConnected,
        error: () => undefined,
      },
      browserParts(ticket),
    );
    readAt.current = Date.now();
    return () => {
      clearInterval(timer);
      leave();
    };
  }, [read]);

  const hold = useCallback((now: boolean) => {
    still.current = now;
    setHeld(now);
  }, []);
  return { connected, waiting, held, hold };
}
