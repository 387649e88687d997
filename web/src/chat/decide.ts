import { body, client } from "@/api/client";
import type { Turn } from "@/api/types";

const place = ({ chat_id, id }: Turn) => ({ chat_id, turn_id: id });

/** A yes or a no to a proposal; the same word again changes nothing. */
export function decide(turn: Turn, number: number, accept: boolean) {
  const params = { path: { ...place(turn), number } };
  return body(client.POST("/api/chats/{chat_id}/turns/{turn_id}/proposals/{number}", { params, body: { accept } }));
}

/** What the coach knew of the person when it answered. */
export function seenOf(turn: Turn) {
  return body(client.GET("/api/chats/{chat_id}/turns/{turn_id}/seen", { params: { path: place(turn) } }));
}
