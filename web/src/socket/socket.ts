import type { components } from "@/api/generated/socket";
import { backoff } from "@/lib/backoff";

type ServerMessage = components["schemas"]["ServerMessage"];

export interface Listener {
  event(name: string, data: unknown, seq: number): void;
  /** The whole stored state; it stands for every event and none follows. */
  snapshot(data: unknown): void;
  connection(open: boolean): void;
  error(code: string, message: string): void;
}

/** What the socket is made of, so that a test may bring its own. */
export interface Parts {
  /** A one-use ticket for one socket. */
  ticket(): Promise<string>;
  open(ticket: string): WebSocket;
  later(run: () => void, ms: number): () => void;
  chance(): number;
}

export const browserParts = (ticket: () => Promise<string>): Parts => ({
  ticket,
  open: (value) => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    return new WebSocket(`${scheme}://${location.host}/api/ws?ticket=${encodeURIComponent(value)}`);
  },
  later: (run, ms) => {
    const timer = setTimeout(run, ms);
    return () => clearTimeout(timer);
  },
  chance: Math.random,
});

/**
 * Follow one topic until `stop`: a ticket, a socket, then events in order and once each. After a break it comes back
 * with a growing, random pause and goes on after the last event it had.
 */
export function follow(topic: string, listener: Listener, parts: Parts): () => void {
  let seq = 0;
  let tries = 0;
  let stopped = false;
  let socket: WebSocket | null = null;
  let cancel: (() => void) | null = null;
  let pause: number | null = null;

  function again(): void {
    if (stopped || cancel) return;
    tries += 1;
    const wait = pause === null ? backoff(tries, parts.chance) : pause * (1 + parts.chance());
    pause = null;
    cancel = parts.later(() => {
      cancel = null;
      void connect();
    }, wait);
  }

  function hear(message: ServerMessage): void {
    if (message.type === "event" && message.topic === topic) {
      if (message.seq <= seq) return;
      seq = message.seq;
      listener.event(message.event, message.data, message.seq);
    } else if (message.type === "snapshot" && message.topic === topic) {
      stop();
      listener.snapshot(message.data);
    } else if (message.type === "reconnect") {
      pause = message.after_ms;
    } else if (message.type === "error") {
      listener.error(message.code, message.message);
    }
  }

  async function connect(): Promise<void> {
    try {
      const ticket = await parts.ticket();
      if (stopped) return;
      const opened = parts.open(ticket);
      socket = opened;
      opened.onopen = () => {
        tries = 0;
        listener.connection(true);
        opened.send(JSON.stringify({ type: "subscribe", topic, after: seq }));
      };
      opened.onmessage = ({ data }) => {
        if (socket === opened && !stopped) hear(JSON.parse(String(data)) as ServerMessage);
      };
      opened.onclose = () => {
        if (socket !== opened || stopped) return;
        socket = null;
        listener.connection(false);
        again();
      };
    } catch {
      if (!stopped) listener.connection(false);
      again();
    }
  }

  function stop(): void {
    stopped = true;
    cancel?.();
    socket?.close();
    socket = null;
  }

  void connect();
  return stop;
}
