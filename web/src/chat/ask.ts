import { body, client } from "@/api/client";
import { queryClient } from "@/api/queries";
import type { Locale } from "@/api/types";
import { newId } from "@/lib/ids";

/** Ask in a chat, or in a new one for null; the id of the chat. `key` is the question's own: sent again, it is asked once. */
export async function ask(chat: string | null, text: string, locale: Locale, key: string = newId()): Promise<string> {
  const header = { "Idempotency-Key": key };
  let id = chat;
  if (id === null) {
    const opened = await body(client.POST("/api/chats", { params: { header }, body: { text, locale } }));
    id = opened.chat.id;
  } else {
    const params = { path: { chat_id: id }, header };
    await body(client.POST("/api/chats/{chat_id}/turns", { params, body: { text, locale } }));
  }
  await Promise.all([
    queryClient.invalidateQueries({ queryKey: ["turns", id] }),
    queryClient.invalidateQueries({ queryKey: ["chats"] }),
  ]);
  return id;
}
