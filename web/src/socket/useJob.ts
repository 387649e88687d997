import { useQuery } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { body, client } from "@/api/client";
import type { Job } from "@/api/types";
import { browserParts, follow } from "@/socket/socket";

export interface Stage {
  seq: number;
  name: string;
  data: Readonly<Record<string, unknown>>;
}

export interface Followed {
  stages: readonly Stage[];
  connected: boolean;
  job: Job | undefined;
  error: unknown;
}

const ENDED = ["succeeded", "failed", "cancelled"];

function fields(data: unknown): Record<string, unknown> {
  return typeof data === "object" && data !== null ? (data as Record<string, unknown>) : {};
}

/** A job as it goes: its stages from the socket, its state from the API (asked anew when the socket says it ended). */
export function useJob(id: string): Followed {
  const [stages, setStages] = useState<readonly Stage[]>([]);
  const [connected, setConnected] = useState(false);
  const query = useQuery({
    queryKey: ["job", id],
    queryFn: () => body(client.GET("/api/jobs/{job_id}", { params: { path: { job_id: id } } })),
    // The socket tells of the end; this finds it where no socket can be had.
    refetchInterval: ({ state }) =>
      state.data && ENDED.includes(state.data.state) ? false : connected ? 15_000 : 3_000,
  });
  const { refetch } = query;
  useEffect(() => {
    setStages([]);
    const ticket = async () => (await body(client.POST("/api/ws/ticket"))).ticket;
    return follow(
      `job:${id}`,
      {
        event: (name, data, seq) => {
          setStages((before) => [...before, { seq, name, data: fields(data) }]);
          if (ENDED.includes(name)) void refetch();
        },
        snapshot: () => void refetch(),
        connection: setConnected,
        error: () => void refetch(),
      },
      browserParts(ticket),
    );
  }, [id, refetch]);
  return { stages, connected, job: query.data, error: query.error };
}
