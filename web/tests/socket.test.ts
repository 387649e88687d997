import { beforeEach, describe, expect, test } from "vitest";
import { follow, type Parts } from "@/socket/socket";

/** A socket in the test's hand. */
class Fake {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: (() => void) | null = null;
  sent: unknown[] = [];
  closed = false;

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }
  close() {
    this.closed = true;
  }
  says(message: object) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

let sockets: Fake[];
let tickets: string[];
let waits: { run: () => void; ms: number }[];
let heard: unknown[];
let refuseTicket: boolean;

const parts: Parts = {
  ticket: async () => {
    if (refuseTicket) throw new TypeError("network");
    tickets.push(`ticket-${tickets.length + 1}`);
    return tickets.at(-1) ?? "";
  },
  open: () => {
    const socket = new Fake();
    sockets.push(socket);
    return socket as unknown as WebSocket;
  },
  later: (run, ms) => {
    waits.push({ run, ms });
    return () => undefined;
  },
  chance: () => 1,
};
const listener = {
  event: (name: string, _: unknown, seq: number) => heard.push([name, seq]),
  snapshot: (data: unknown) => heard.push(["snapshot", data]),
  connection: (open: boolean) => heard.push(open),
  error: (code: string) => heard.push(["error", code]),
};

const settled = () => new Promise((done) => setTimeout(done, 0));
const event = (seq: number) => ({ type: "event", topic: "job:1", seq, event: "progress", data: {} });

beforeEach(() => {
  [sockets, tickets, waits, heard, refuseTicket] = [[], [], [], [], false];
});

async function connected(index = 0): Promise<Fake> {
  await settled();
  const socket = sockets[index];
  if (!socket) throw new Error("no socket");
  socket.onopen?.();
  return socket;
}

describe("following a topic", () => {
  test("subscribes from the start, and after a break from the last event it had", async () => {
    follow("job:1", listener, parts);
    const first = await connected();
    expect(first.sent).toEqual([{ type: "subscribe", topic: "job:1", after: 0 }]);
    first.says(event(1));
    first.says(event(2));
    first.onclose?.();
    expect(waits).toHaveLength(1);
    waits[0]?.run();
    const second = await connected(1);
    expect(second.sent).toEqual([{ type: "subscribe", topic: "job:1", after: 2 }]);
    second.says(event(2));
    second.says(event(3));
    expect(heard).toEqual([true, ["progress", 1], ["progress", 2], false, true, ["progress", 3]]);
    expect(tickets).toEqual(["ticket-1", "ticket-2"]);
  });

  test("waits longer from try to try, and from the start again once it was open", async () => {
    follow("job:1", listener, parts);
    for (let tries = 0; tries < 3; tries += 1) {
      await settled();
      sockets[tries]?.onclose?.();
      waits[tries]?.run();
    }
    expect(waits.map(({ ms }) => ms)).toEqual([500, 1000, 2000]);
    const opened = await connected(3);
    opened.onclose?.();
    expect(waits.at(-1)?.ms).toBe(500);
  });

  test("comes again when no ticket can be had", async () => {
    refuseTicket = true;
    follow("job:1", listener, parts);
    await settled();
    expect(sockets).toHaveLength(0);
    refuseTicket = false;
    waits[0]?.run();
    await connected();
    expect(heard).toEqual([false, true]);
  });

  test("a server that stops says how long to wait", async () => {
    follow("job:1", listener, parts);
    const socket = await connected();
    socket.says({ type: "reconnect", after_ms: 700 });
    socket.onclose?.();
    expect(waits[0]?.ms).toBe(1400);
  });

  test("a snapshot is the end of it", async () => {
    follow("job:1", listener, parts);
    const socket = await connected();
    socket.says({ type: "snapshot", topic: "job:1", data: { state: "succeeded" } });
    expect(heard.at(-1)).toEqual(["snapshot", { state: "succeeded" }]);
    expect(socket.closed).toBe(true);
    socket.onclose?.();
    expect(waits).toEqual([]);
  });

  test("other topics are not ours, and after stop nothing is heard", async () => {
    const stop = follow("job:1", listener, parts);
    const socket = await connected();
    socket.says({ ...event(1), topic: "job:2" });
    socket.says({ type: "error", code: "not_found", message: "" });
    stop();
    socket.says(event(1));
    socket.onclose?.();
    expect(heard).toEqual([true, ["error", "not_found"]]);
    expect(socket.closed).toBe(true);
    expect(waits).toEqual([]);
  });
});
