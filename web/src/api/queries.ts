import { infiniteQueryOptions, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { body, client, rememberCsrf } from "@/api/client";
import { Problem } from "@/api/problem";
import type { Locale, Me, Plan, SeriesName, Today } from "@/api/types";
import { rememberOwner } from "@/auth/owner";

/** A session that has ended asks to log in again; what the device keeps stays. */
const cache = new QueryCache({
  onError: (error, { queryKey }) => {
    if (error instanceof Problem && error.status === 401 && queryKey[0] !== "me") location.assign("/login");
  },
});

export const queryClient = new QueryClient({
  queryCache: cache,
  defaultOptions: {
    // Without a connection a request fails at once and says so; it does not wait unseen.
    mutations: { networkMode: "always" },
    queries: {
      networkMode: "always",
      staleTime: 15_000,
      retry: (times, error) => !(error instanceof Problem && error.status < 500) && times < 2,
    },
  },
});

/** A reply or null where the API says that there is none yet. */
async function orNull<T>(reply: Promise<T>, ...codes: string[]): Promise<T | null> {
  try {
    return await reply;
  } catch (error) {
    if (error instanceof Problem && (error.status === 404 || codes.includes(error.code))) return null;
    throw error;
  }
}

/** Keep who is logged in, with the token for unsafe requests. */
export function entered(me: Me): Me {
  rememberCsrf(me.csrf_token);
  rememberOwner(me.id);
  return me;
}

export const queries = {
  me: queryOptions({
    queryKey: ["me"],
    queryFn: async () => entered(await body(client.GET("/api/me"))),
    staleTime: 300_000,
    retry: false,
  }),
  profile: queryOptions({ queryKey: ["profile"], queryFn: () => orNull(body(client.GET("/api/profile"))) }),
  plan: queryOptions({
    queryKey: ["plan"],
    queryFn: async () => (await orNull(body(client.GET("/api/plans/current")))) as Plan | null,
  }),
  versions: queryOptions({
    queryKey: ["plan", "versions"],
    queryFn: () => body(client.GET("/api/plans", { params: { query: { limit: 50 } } })),
  }),
  difference: (from: string, to: string) =>
    queryOptions({
      queryKey: ["plan", "diff", from, to],
      queryFn: () =>
        body(client.GET("/api/plans/{plan_id}/diff/{other_id}", { params: { path: { plan_id: from, other_id: to } } })),
    }),
  proposals: queryOptions({
    queryKey: ["changes", "proposed"],
    queryFn: () => body(client.GET("/api/changes", { params: { query: { state: "proposed" } } })),
  }),
  today: queryOptions({
    queryKey: ["today"],
    queryFn: async () => (await orNull(body(client.GET("/api/today")), "no_plan")) as Today | null,
  }),
  history: queryOptions({ queryKey: ["history"], queryFn: () => body(client.GET("/api/history")) }),
  readiness: queryOptions({ queryKey: ["readiness"], queryFn: () => body(client.GET("/api/readiness")) }),
  series: (name: SeriesName, locale: Locale) =>
    queryOptions({
      queryKey: ["series", name, locale],
      queryFn: () => body(client.GET("/api/history/series/{name}", { params: { path: { name }, query: { locale } } })),
    }),
  game: (locale: Locale) =>
    queryOptions({
      queryKey: ["game", locale],
      queryFn: () => body(client.GET("/api/game", { params: { query: { locale } } })),
    }),
  targets: (shown: boolean) =>
    queryOptions({
      queryKey: ["targets", shown],
      queryFn: () =>
        orNull(
          body(client.GET("/api/nutrition/targets", { params: { query: { show_numbers: shown } } })),
          "no_profile",
        ),
    }),
  meals: (locale: Locale, shown: boolean, day: string) =>
    queryOptions({
      queryKey: ["meals", locale, shown, day],
      queryFn: () =>
        orNull(body(client.GET("/api/meals", { params: { query: { locale, show_numbers: shown, day } } }))),
    }),
  foodLog: (day: string, shown: boolean) =>
    queryOptions({
      queryKey: ["foodLog", day, shown],
      queryFn: () => body(client.GET("/api/nutrition/log", { params: { query: { day, show_numbers: shown } } })),
    }),
  shopping: (from: string, to: string, locale: Locale) =>
    queryOptions({
      queryKey: ["meals", "shopping", from, to, locale],
      queryFn: () => body(client.GET("/api/meals/shopping-list", { params: { query: { from, to, locale } } })),
    }),
  trackers: (locale: Locale) =>
    queryOptions({
      queryKey: ["trackers", locale],
      queryFn: () => body(client.GET("/api/trackers", { params: { query: { locale } } })),
    }),
  trackerDays: (from: string, to: string) =>
    queryOptions({
      queryKey: ["trackers", "days", from, to],
      queryFn: () => body(client.GET("/api/trackers/days", { params: { query: { from, to } } })),
    }),
  achievements: (locale: Locale) =>
    queryOptions({
      queryKey: ["game", "achievements", locale],
      queryFn: () => body(client.GET("/api/game/achievements", { params: { query: { locale } } })),
    }),
  leaderboard: (locale: Locale) =>
    queryOptions({
      queryKey: ["game", "leaderboard", locale],
      queryFn: () => body(client.GET("/api/game/leaderboard", { params: { query: { locale } } })),
    }),
  chats: infiniteQueryOptions({
    queryKey: ["chats"],
    queryFn: ({ pageParam }) =>
      body(client.GET("/api/chats", { params: { query: { limit: 30, ...(pageParam ? { cursor: pageParam } : {}) } } })),
    initialPageParam: "",
    getNextPageParam: ({ next }) => next,
  }),
  chat: (id: string) =>
    queryOptions({
      queryKey: ["chat", id],
      queryFn: () => body(client.GET("/api/chats/{chat_id}", { params: { path: { chat_id: id } } })),
    }),
  turns: (chat: string) =>
    infiniteQueryOptions({
      queryKey: ["turns", chat],
      queryFn: ({ pageParam }) =>
        body(
          client.GET("/api/chats/{chat_id}/turns", {
            params: { path: { chat_id: chat }, query: { limit: 20, ...(pageParam ? { cursor: pageParam } : {}) } },
          }),
        ),
      initialPageParam: "",
      getNextPageParam: ({ next }) => next,
    }),
  note: (id: string, locale: Locale) =>
    queryOptions({
      queryKey: ["note", id, locale],
      queryFn: () => body(client.GET("/api/notes/{note_id}", { params: { path: { note_id: id }, query: { locale } } })),
      staleTime: Number.POSITIVE_INFINITY,
    }),
  tokens: queryOptions({ queryKey: ["tokens"], queryFn: () => body(client.GET("/api/tokens")) }),
  consents: (locale: Locale) =>
    queryOptions({
      queryKey: ["consents", locale],
      queryFn: () => body(client.GET("/api/privacy/consents", { params: { query: { locale } } })),
    }),
};

/** Everything that may be different after the plan or the log has changed. */
export function trainingChanged(): Promise<void> {
  const keys = ["plan", "changes", "today", "history", "series", "game", "readiness", "targets"];
  return queryClient.invalidateQueries({ predicate: (query) => keys.includes(String(query.queryKey[0])) });
}
