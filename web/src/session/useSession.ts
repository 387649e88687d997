import { useEffect, useState } from "react";
import { owner } from "@/auth/owner";
import type { NewEvent } from "@/offline/db";
import { db } from "@/offline/db";
import { record } from "@/offline/sync";
import type { Session, Step } from "@/session/session";

export interface Running {
  /** undefined: not read yet; null: no session runs. */
  session: Session | null | undefined;
  apply(step: Step): Promise<void>;
  end(events: readonly NewEvent[]): Promise<void>;
}

/** The session that runs on this device, kept in its store through reloads and lost connections. */
export function useSession(): Running {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  useEffect(() => {
    const who = owner();
    // Where the device keeps nothing (a private window), no session runs.
    const read = async () => (who ? await (await db()).get("sessions", who) : null);
    read()
      .then((found) => setSession(found ?? null))
      .catch(() => setSession(null));
  }, []);
  return {
    session,
    apply: async (step) => {
      setSession(step.session);
      try {
        await record(step.events, step.session);
      } catch (error) {
        setSession(session); // what could not be kept has not happened
        throw error;
      }
    },
    end: async (events) => {
      await record(events, null);
      setSession(null);
    },
  };
}
