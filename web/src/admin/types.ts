import type { components } from "@/api/generated/openapi";

type Schemas = components["schemas"];

export type JobLine = Schemas["JobLine"];
export type AdminJob = Schemas["AdminJob"];
export type Stretch = Schemas["Stretch"];
export type QueueView = Schemas["QueueView"];
export type WorkerView = Schemas["WorkerView"];
export type LagView = Schemas["LagView"];
export type Machinery = Schemas["MachineryView"];
export type Findings = Schemas["FindingsView"];
export type AuditEntry = Schemas["AuditView"];
export type Action = Schemas["JobAction"];
export type JobState = Schemas["JobState"];
export type JobKind = Schemas["JobKind"];

export const STATES: readonly JobState[] = ["queued", "running", "succeeded", "failed", "cancelled"];
// A record, so that the types notice a kind that is missing here.
const ALL_KINDS: Record<JobKind, true> = {
  "plan.create": true,
  "plan.adapt": true,
  "meals.week": true,
  "chat.turn": true,
  "documents.index": true,
  "privacy.export": true,
  "trackers.ingest": true,
  "trackers.import": true,
};
export const KINDS = Object.keys(ALL_KINDS);

/** Filters of the list as they stand in the address bar; times as the browser's date fields write them. */
export interface Filters {
  state?: JobState;
  kind?: JobKind;
  queue?: string;
  user?: string;
  args?: string;
  since?: string;
  until?: string;
}

const NAMES = ["state", "kind", "queue", "user", "args", "since", "until"] as const;

/** The filters that an address carries; what is no text is left out. */
export function filtersOf(search: Readonly<Record<string, unknown>>): Filters {
  const found = NAMES.flatMap((name) => {
    const value = search[name];
    return typeof value === "string" && value !== "" ? [[name, value]] : [];
  });
  return Object.fromEntries(found) as Filters;
}

/** The filters as the API takes them: conditions one by one, local times with their zone. */
export function asked({ args, since, until, ...rest }: Filters) {
  const conditions = (args ?? "")
    .split(/\s+/)
    .map((each) => each.replace(/^args\./, ""))
    .filter(Boolean);
  return {
    ...rest,
    ...(conditions.length ? { args: conditions } : {}),
    ...(since ? { since: new Date(since).toISOString() } : {}),
    ...(until ? { until: new Date(until).toISOString() } : {}),
  };
}
