import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import type { Action, Filters } from "@/admin/types";
import { asked } from "@/admin/types";
import { body, client } from "@/api/client";

/** Everything below this key is read again when jobs have moved. */
export const MOVES = ["admin", "moves"] as const;

const PAGE = 50;

export const reads = {
  queues: queryOptions({ queryKey: [...MOVES, "queues"], queryFn: () => body(client.GET("/api/admin/queues")) }),
  workers: queryOptions({ queryKey: [...MOVES, "workers"], queryFn: () => body(client.GET("/api/admin/workers")) }),
  machinery: queryOptions({
    queryKey: [...MOVES, "machinery"],
    queryFn: () => body(client.GET("/api/admin/machinery")),
  }),
  findings: (days: number) =>
    queryOptions({
      queryKey: ["admin", "findings", days],
      queryFn: () => body(client.GET("/api/admin/findings", { params: { query: { days } } })),
      staleTime: 60_000,
    }),
  jobs: (filters: Filters) =>
    infiniteQueryOptions({
      queryKey: [...MOVES, "jobs", filters],
      queryFn: ({ pageParam }) =>
        body(
          client.GET("/api/admin/jobs", {
            params: { query: { ...asked(filters), limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
          }),
        ),
      initialPageParam: "",
      getNextPageParam: (last) => last.next ?? null,
    }),
  job: (id: string) =>
    queryOptions({
      queryKey: [...MOVES, "job", id],
      queryFn: () => body(client.GET("/api/admin/jobs/{job_id}", { params: { path: { job_id: id } } })),
    }),
  audit: infiniteQueryOptions({
    queryKey: ["admin", "audit"],
    queryFn: ({ pageParam }) =>
      body(
        client.GET("/api/admin/audit", {
          params: { query: { limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (last) => last.next ?? null,
  }),
};

export const writes = {
  one: (action: Action, id: string) => {
    const params = { params: { path: { job_id: id } } };
    return body(
      action === "retry"
        ? client.POST("/api/admin/jobs/{job_id}/retry", params)
        : client.POST("/api/admin/jobs/{job_id}/cancel", params),
    );
  },
  preview: (action: Action, filters: Filters) =>
    body(client.POST("/api/admin/jobs/preview", { body: { action, filter: asked(filters) } })),
  all: (action: Action, filters: Filters, token: string) => {
    const order = { body: { token, filter: asked(filters) } };
    return body(
      action === "retry" ? client.POST("/api/admin/jobs/retry", order) : client.POST("/api/admin/jobs/cancel", order),
    );
  },
  pause: (queue: string, paused: boolean) => {
    const params = { params: { path: { queue } } };
    return body(
      paused
        ? client.POST("/api/admin/queues/{queue}/resume", params)
        : client.POST("/api/admin/queues/{queue}/pause", params),
    );
  },
};
