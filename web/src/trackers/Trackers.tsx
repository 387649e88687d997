import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import type { Tracker } from "@/api/types";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { Files } from "@/trackers/Files";
import { TrackerDays } from "@/trackers/TrackerDays";
import { Button } from "@/ui/Button";
import { Card, Note, Title } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { Sheet } from "@/ui/Sheet";

/** The names that the providers go by; they are the same in every language. */
const NAMES: Readonly<Record<Tracker["provider"], string>> = {
  strava: "Strava",
  oura: "Oura",
  whoop: "WHOOP",
  polar: "Polar",
  withings: "Withings",
  fitbit: "Fitbit",
  google_health: "Google Health",
  garmin: "Garmin",
  terra: "Terra",
  standard: "Standard Webhooks",
};

function refreshed(): Promise<void> {
  return queryClient.invalidateQueries({ queryKey: ["trackers"] });
}

function State({ tracker }: { tracker: Tracker }) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const { connection, available } = tracker;
  if (!connection) return <p className="text-sm text-soft">{t(available ? "trackers.off" : "trackers.unavailable")}</p>;
  return (
    <div className="text-sm">
      <p className={`font-medium ${connection.state === "broken" ? "text-danger" : "text-accent"}`}>
        {t(`trackers.state.${connection.state}`)}
      </p>
      <p className="text-soft">
        {connection.synced_at ? t("trackers.synced", { when: moment(connection.synced_at) }) : t("trackers.notYet")}
      </p>
    </div>
  );
}

/** What the source may be used for, in the words of the coach, and where its terms stand. */
function Terms({ tracker }: { tracker: Tracker }) {
  const { t } = useTranslation();
  const { use } = tracker;
  return (
    <details className="text-sm">
      <summary className="inline-flex min-h-9 items-center font-semibold text-accent">{t("trackers.use")}</summary>
      <ul className="list-disc space-y-1 ps-5 text-soft">
        {use.text.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {use.certain ? null : <p className="mt-2 text-soft">{t("trackers.careful")}</p>}
      {use.where ? (
        <p className="mt-2 break-words text-xs text-soft">
          {t("trackers.where")} <bdi>{use.where}</bdi>
        </p>
      ) : null}
    </details>
  );
}

/** A provider that pushes by itself has no page to go to: it needs the name to push under. */
function Reference({ reference, name, onClose }: { reference: string; name: string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet open={reference !== ""} onClose={onClose} title={t("trackers.connect", { name })}>
      <p className="mb-3">{t("trackers.reference")}</p>
      <p className="rounded-control bg-sunk p-3">
        <code dir="ltr" className="break-all select-all">
          {reference}
        </code>
      </p>
    </Sheet>
  );
}

function One({ tracker }: { tracker: Tracker }) {
  const { t } = useTranslation();
  const name = NAMES[tracker.provider];
  const params = { path: { provider: tracker.provider } };
  const [reference, setReference] = useState("");
  const [untold, setUntold] = useState(false);
  const connect = useMutation({
    mutationFn: () =>
      body(client.POST("/api/trackers/{provider}/connect", { params, body: { return_to: "/trackers" } })),
    onSuccess: (started) => {
      if (started.url) location.assign(started.url);
      else setReference(started.reference);
      return refreshed();
    },
  });
  const disconnect = useMutation({
    mutationFn: () => body(client.DELETE("/api/trackers/{provider}", { params })),
    onSuccess: ({ provider_told }) => {
      setUntold(!provider_told);
      return refreshed();
    },
  });
  const { connection } = tracker;
  const again = connection?.state === "broken";
  return (
    <Card className="flex flex-col gap-3">
      <div className="flex flex-wrap items-start justify-between gap-3">
        <div>
          <h3 className="font-semibold">
            <bdi>{name}</bdi>
          </h3>
          <State tracker={tracker} />
        </div>
        <div className="flex gap-2">
          {tracker.available && (!connection || again) ? (
            <Button
              size="small"
              aria-label={t("trackers.connect", { name })}
              disabled={connect.isPending}
              onClick={() => connect.mutate()}
            >
              {t(again ? "trackers.again" : "trackers.connectShort")}
            </Button>
          ) : null}
          {connection ? (
            <Button
              kind="quiet"
              size="small"
              aria-label={t("trackers.disconnect", { name })}
              disabled={disconnect.isPending}
              onClick={() => disconnect.mutate()}
            >
              {t("trackers.disconnectShort")}
            </Button>
          ) : null}
        </div>
      </div>
      <Terms tracker={tracker} />
      {untold ? <Note tone="warn">{t("trackers.untold", { name })}</Note> : null}
      <ProblemNote error={connect.error ?? disconnect.error} />
      <Reference reference={reference} name={name} onClose={() => setReference("")} />
    </Card>
  );
}

/** How the way to a provider ended, from the address that it sent the browser back to. */
function Outcome() {
  const { t } = useTranslation();
  const said = new URLSearchParams(location.search);
  const name = NAMES[said.get("tracker") as Tracker["provider"]];
  if (!name) return null;
  const connected = said.get("outcome") === "connected";
  return (
    <Note tone={connected ? "accent" : "warn"} role="status">
      {t(connected ? "trackers.came" : "trackers.refused", { name })}
    </Note>
  );
}

/** Connected first, then what can be connected; what this server is not set up for is folded away. */
function List({ items }: { items: readonly Tracker[] }) {
  const { t } = useTranslation();
  const usable = items.filter((each) => each.available || each.connection);
  const others = items.filter((each) => !each.available && !each.connection);
  const ordered = usable.toSorted((one, other) => Number(other.connection !== null) - Number(one.connection !== null));
  return (
    <>
      {usable.length === 0 ? <Note>{t("trackers.none")}</Note> : null}
      <div className="grid items-start gap-4 md:grid-cols-2">
        {ordered.map((each) => (
          <One key={each.provider} tracker={each} />
        ))}
      </div>
      {others.length ? (
        <details>
          <summary className="inline-flex min-h-11 items-center font-semibold text-accent">
            {t("trackers.others", { count: others.length })}
          </summary>
          <div className="mt-3 grid items-start gap-4 md:grid-cols-2">
            {others.map((each) => (
              <One key={each.provider} tracker={each} />
            ))}
          </div>
        </details>
      ) : null}
    </>
  );
}

export function Trackers() {
  const { t } = useTranslation();
  const query = useQuery(queries.trackers(useLocale()));
  return (
    <>
      <Title>{t("nav.trackers")}</Title>
      <p className="max-w-prose text-soft">{t("trackers.text")}</p>
      <Outcome />
      <section className="flex flex-col gap-4">
        <h2 className="text-xl">{t("trackers.sources")}</h2>
        <Shown query={query}>{({ items }) => <List items={items} />}</Shown>
      </section>
      <Files />
      <TrackerDays />
    </>
  );
}
