import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { body, client } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { Turn } from "@/api/types";
import { hasEnded, type Reading, read } from "@/chat/reading";
import { browserParts, follow } from "@/socket/socket";

/** What the API knows of a turn, as a reader's position. */
function readingOf({ attempt, n, state, text, code }: Turn): Reading {
  return { attempt, n, state, text, code };
}

/** The one that knows more. */
function further(one: Reading, other: Reading): Reading {
  const ahead =
    hasEnded(other.state) || other.attempt > one.attempt || (other.attempt === one.attempt && other.n > one.n);
  return ahead ? other : one;
}

export interface LiveTurn {
  reading: Reading;
  connected: boolean;
}

/** A turn as it is answered: its words from the socket, and from the API where no socket can be had. */
export function useTurn(turn: Turn): LiveTurn {
  const { id, chat_id: chat } = turn;
  const topic = turn.links.socket_topic;
  const [reading, setReading] = useState(() => readingOf(turn));
  const [connected, setConnected] = useState(false);
  const ended = hasEnded(reading.state);
  const stored = useQuery({
    queryKey: ["turn", id],
    queryFn: () =>
      body(client.GET("/api/chats/{chat_id}/turns/{turn_id}", { params: { path: { chat_id: chat, turn_id: id } } })),
    enabled: !ended,
    refetchInterval: connected ? 15_000 : 3_000,
  });
  const { refetch, data } = stored;
  useEffect(() => {
    if (data) setReading((known) => further(known, readingOf(data)));
  }, [data]);
  useEffect(() => {
    if (ended) return;
    const ticket = async () => (await body(client.POST("/api/ws/ticket"))).ticket;
    return follow(
      topic,
      {
        event: (name, told) => setReading((known) => read(known, name, told)),
        snapshot: () => void refetch(),
        connection: setConnected,
        error: () => void refetch(),
      },
      browserParts(ticket),
    );
  }, [topic, ended, refetch]);
  // The stored turn has the citations and proposals that the stream does not carry.
  useEffect(() => {
    if (ended) void queryClient.invalidateQueries({ queryKey: ["turns", chat] });
  }, [ended, chat]);
  return { reading, connected };
}
