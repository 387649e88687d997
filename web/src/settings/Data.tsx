import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { trainingChanged } from "@/api/queries";
import type { ImportView } from "@/api/types";
import { upload } from "@/api/upload";
import { useLocale } from "@/i18n";
import { useFormat } from "@/i18n/format";
import { newId } from "@/lib/ids";
import { useJob } from "@/socket/useJob";
import { Button, buttonClass } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { ProblemNote } from "@/ui/ProblemNote";

/** The job that writes the copy, then where to fetch it. */
function Copy({ job: id, download }: { job: string; download: string }) {
  const { t } = useTranslation();
  const { job, error } = useJob(id);
  if (error) return <ProblemNote error={error} />;
  if (job?.state === "failed")
    return (
      <Note tone="danger" role="alert">
        {job.error?.message}
      </Note>
    );
  if (job?.state !== "succeeded") return <Note role="status">{t("data.writing")}</Note>;
  return (
    <div role="status">
      <a href={download} download className={buttonClass()}>
        {t("data.download")}
      </a>
    </div>
  );
}

function Export() {
  const { t } = useTranslation();
  const locale = useLocale();
  const order = useMutation({
    mutationFn: () =>
      body(
        client.POST("/api/privacy/export", { params: { query: { locale }, header: { "Idempotency-Key": newId() } } }),
      ),
  });
  return (
    <div className="flex flex-col items-start gap-3">
      <h3 className="font-semibold">{t("data.export")}</h3>
      <p className="text-sm text-soft">{t("data.exportText")}</p>
      {order.data ? <Copy job={order.data.job_id} download={order.data.download} /> : null}
      <div className="flex flex-wrap gap-2">
        {order.data ? null : (
          <Button disabled={order.isPending} onClick={() => order.mutate()}>
            {t("data.ask")}
          </Button>
        )}
        <a href="/api/history/export.csv" download className={buttonClass("quiet")}>
          {t("data.csv")}
        </a>
      </div>
      <ProblemNote error={order.error} />
    </div>
  );
}

function Found({ found }: { found: ImportView }) {
  const { t } = useTranslation();
  const { number, day } = useFormat();
  return (
    <Note tone="accent" role="status">
      <p className="font-semibold">
        {t(found.dry_run ? "data.wouldTake" : "data.took", {
          sessions: number(found.sessions),
          sets: number(found.sets),
          source: found.source,
        })}
      </p>
      {found.first && found.last ? <p>{t("files.days", { first: day(found.first), last: day(found.last) })}</p> : null}
      {found.left_out ? <p>{t("data.leftOut", { count: found.left_out })}</p> : null}
      {found.unmapped.length ? (
        <p>
          {t("data.unmapped")} <bdi>{found.unmapped.map(({ name }) => name).join(", ")}</bdi>
        </p>
      ) : null}
    </Note>
  );
}

/** An export of another app: first what it holds, then, on a yes, its sessions. */
function Import() {
  const { t } = useTranslation();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const send = useMutation({
    mutationFn: ({ from, dry }: { from: File; dry: boolean }) =>
      upload<ImportView>(`/api/history/import?dry_run=${dry}`, from, () => undefined, "text/csv"),
    onSuccess: ({ dry_run }) => {
      if (dry_run) return;
      setFile(null);
      return trainingChanged();
    },
  });
  return (
    <div className="flex flex-col items-start gap-3">
      <h3 className="font-semibold">{t("data.import")}</h3>
      <p className="text-sm text-soft">
        {t("data.importText")}{" "}
        <Link to="/trackers" className="font-semibold text-accent">
          {t("nav.trackers")}
        </Link>
      </p>
      <label htmlFor={id} className="text-sm font-medium">
        {t("data.file")}
      </label>
      <input
        id={id}
        type="file"
        accept=".csv,text/csv"
        className="control file:me-3 file:rounded-control file:border-0 file:bg-sunk file:px-3 file:py-1.5"
        onChange={(event) => {
          const chosen = event.target.files?.[0] ?? null;
          setFile(chosen);
          if (chosen) send.mutate({ from: chosen, dry: true });
        }}
      />
      {send.data ? <Found found={send.data} /> : null}
      {file && send.data?.dry_run ? (
        <Button disabled={send.isPending} onClick={() => send.mutate({ from: file, dry: false })}>
          {t("data.take")}
        </Button>
      ) : null}
      <ProblemNote error={send.error} />
    </div>
  );
}

/** The person's data: out, as one file, and in, from another app. */
export function Data() {
  const { t } = useTranslation();
  return (
    <Card className="flex flex-col gap-6">
      <h2 className="text-lg">{t("data.title")}</h2>
      <Export />
      <Import />
    </Card>
  );
}
