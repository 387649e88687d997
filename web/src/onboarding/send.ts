import { body, client } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import type { Locale } from "@/api/types";
import { newId } from "@/lib/ids";

/** Store a profile; the reply says what was not understood and how the rest was read. */
export async function storeProfile(profile: unknown) {
  const stored = await body(client.PUT("/api/profile", { body: profile as never }));
  queryClient.setQueryData(queries.profile.queryKey, stored);
  return stored;
}

/** A yes to each purpose, in the text that was shown. */
export async function agree(purposes: ReadonlySet<string>, locale: Locale): Promise<void> {
  const { items } = await queryClient.ensureQueryData(queries.consents(locale));
  for (const { purpose, version } of items.filter((each) => purposes.has(each.purpose))) {
    await body(client.PUT("/api/privacy/consents", { body: { purpose, version, granted: true } }));
  }
  await queryClient.invalidateQueries({ queryKey: ["consents"] });
}

/** Ask for a plan for the stored profile; returns the job that makes it. */
export async function askForPlan(): Promise<string> {
  const first = (await queryClient.fetchQuery(queries.plan)) === null;
  const asked = client.POST("/api/plans", {
    body: { reason: first ? "initial" : "update" },
    params: { header: { "Idempotency-Key": newId() } },
  });
  return (await body(asked)).job_id;
}
