import { describe, expect, test } from "vitest";
import { NOTHING, type Reading, read } from "@/chat/reading";

type Event = readonly [string, Record<string, unknown>];

const TURN: readonly Event[] = [
  ["state", { attempt: 1, n: 1, state: "triaged" }],
  ["state", { attempt: 1, n: 2, state: "retrieving" }],
  ["state", { attempt: 1, n: 3, state: "generating" }],
  ["token", { attempt: 1, n: 4, text: "Three " }],
  ["token", { attempt: 1, n: 5, text: "sets." }],
  ["state", { attempt: 1, n: 6, state: "checking" }],
  ["ended", { attempt: 1, n: 7, state: "done", text: "Three sets. [1]", code: "" }],
];

const all = (events: readonly Event[], from: Reading = NOTHING) =>
  events.reduce((known, [event, data]) => read(known, event, data), from);

describe("reading a turn", () => {
  test("from beginning to end", () => {
    expect(all(TURN)).toEqual({ attempt: 1, n: 7, state: "done", text: "Three sets. [1]", code: "" });
    expect(all(TURN.slice(0, 5)).text).toBe("Three sets.");
  });

  test("a cut anywhere, with what came before told again, ends the same", () => {
    for (let cut = 0; cut <= TURN.length; cut += 1)
      for (let back = 0; back <= cut; back += 1)
        expect(all(TURN.slice(back), all(TURN.slice(0, cut)))).toEqual(all(TURN));
  });

  test("a token that does not come next waits for the whole text", () => {
    const known = all(TURN.slice(0, 4));
    expect(read(known, "token", { attempt: 1, n: 6, text: "lost" })).toBe(known);
    const filled = read(known, "text", { attempt: 1, n: 6, state: "generating", text: "Three sets lost" });
    expect(filled).toMatchObject({ n: 6, text: "Three sets lost" });
    expect(read(filled, "token", { attempt: 1, n: 7, text: "!" }).text).toBe("Three sets lost!");
  });

  test("a newer attempt begins anew, and the dead one is not heard any more", () => {
    const second = read(all(TURN.slice(0, 5)), "state", { attempt: 2, n: 1, state: "triaged" });
    expect(second).toMatchObject({ attempt: 2, n: 1, text: "" });
    expect(read(second, "token", { attempt: 1, n: 6, text: "late" })).toBe(second);
  });

  test("an answer that is written again empties the text", () => {
    const again = read(all(TURN.slice(0, 6)), "state", { attempt: 1, n: 7, state: "generating" });
    expect(again.text).toBe("");
  });

  test.each([null, "x", {}, { attempt: "1" }])("%j says nothing", (data) => {
    expect(read(NOTHING, "token", data)).toBe(NOTHING);
  });
});
