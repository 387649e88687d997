import createClient, { type Middleware } from "openapi-fetch";
import type { paths } from "@/api/generated/openapi";
import { problemOf } from "@/api/problem";

let csrf = "";

/** The session's CSRF token, from registering, logging in or /api/me; every unsafe request carries it. */
export function rememberCsrf(token: string | null | undefined): void {
  csrf = token ?? "";
}

/** The header of unsafe requests that are not sent by `client`. */
export function csrfHeader(): Readonly<Record<string, string>> {
  return csrf ? { "X-CSRF-Token": csrf } : {};
}

const guard: Middleware = {
  onRequest({ request }) {
    if (request.method !== "GET" && csrf) request.headers.set("X-CSRF-Token", csrf);
    return request;
  },
};

export const client = createClient<paths>({ baseUrl: globalThis.location?.origin ?? "", credentials: "same-origin" });
client.use(guard);

type Reply<T> = { data?: T; error?: unknown; response: Response };

/** The body of a reply. Throws `Problem` for an error reply. */
export async function body<T>(reply: Promise<Reply<T>>): Promise<T> {
  const { data, error, response } = await reply;
  if (!response.ok) throw problemOf(response.status, error);
  return data as T;
}
