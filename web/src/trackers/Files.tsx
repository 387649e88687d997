import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { ownProblem } from "@/api/problem";
import { trainingChanged } from "@/api/queries";
import type { FileAccepted } from "@/api/types";
import { upload } from "@/api/upload";
import { useFormat } from "@/i18n/format";
import { useJob } from "@/socket/useJob";
import { Bar, Card, Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

/** The API's own limit; a larger file is refused before hours of sending. */
const MOST_BYTES = 500 * 1024 * 1024;

interface Sent {
  key: number;
  file: File;
  share: number;
  job: string | null;
  error: unknown;
}

function Result({ result }: { result: Readonly<Record<string, unknown>> }) {
  const { t } = useTranslation();
  const { number, day } = useFormat();
  const first = typeof result.first_day === "string" ? day(result.first_day) : "";
  const last = typeof result.last_day === "string" ? day(result.last_day) : "";
  const disbelieved = Object.values((result.disbelieved ?? {}) as Record<string, number>);
  const left = disbelieved.reduce((sum, each) => sum + each, 0);
  return (
    <div role="status" className="text-sm">
      <p className="font-medium text-accent">
        {t("files.read", { told: number(Number(result.told ?? 0)), news: number(Number(result.news ?? 0)) })}
      </p>
      {first ? <p className="text-soft">{t("files.days", { first, last })}</p> : null}
      {left ? <p className="text-soft">{t("files.disbelieved", { left: number(left) })}</p> : null}
    </div>
  );
}

/** The job that reads the file, as it goes. */
function Reading({ job: id }: { job: string }) {
  const { t } = useTranslation();
  const { stages, job, error } = useJob(id);
  const read = stages.findLast((each) => each.data.stage === "read")?.data;
  const share = Number(read?.bytes ?? 0) / Math.max(1, Number(read?.of ?? 1));
  if (error) return <ProblemNote error={error} />;
  if (job?.state === "failed")
    return (
      <Note tone="danger" role="alert">
        {job.error?.message} <bdi className="text-xs">{job.error?.code}</bdi>
      </Note>
    );
  if (job?.state === "succeeded") return <Result result={job.result ?? {}} />;
  return (
    <>
      <Bar share={share} label={t("files.reading")} />
      <p role="status" className="text-sm text-soft">
        {t("files.reading")}
      </p>
    </>
  );
}

function Row({ sent, onAgain }: { sent: Sent; onAgain: () => void }) {
  const { t } = useTranslation();
  const { number } = useFormat();
  const megabytes = number(sent.file.size / 1024 / 1024, 1);
  const sending = sent.job === null && !sent.error;
  return (
    <li className="flex flex-col gap-2 py-3">
      <p className="flex flex-wrap justify-between gap-2">
        <bdi className="break-all font-medium">{sent.file.name}</bdi>
        <span className="text-sm text-soft">{t("files.size", { value: megabytes })}</span>
      </p>
      {sending ? (
        <>
          <Bar share={sent.share} label={t("files.sending")} />
          <p className="text-sm text-soft">{t("files.sending")}</p>
        </>
      ) : null}
      {sent.job ? <Reading job={sent.job} /> : null}
      {sent.error ? <ProblemNote error={sent.error} again={onAgain} /> : null}
    </li>
  );
}

/** A place for a watch's files: dropped or chosen, sent one after the other, then read by a job. */
export function Files() {
  const { t } = useTranslation();
  const id = useId();
  const [list, setList] = useState<readonly Sent[]>([]);
  const [over, setOver] = useState(false);
  const change = (key: number, news: Partial<Sent>) =>
    setList((before) => before.map((each) => (each.key === key ? { ...each, ...news } : each)));

  async function send({ key, file }: Sent) {
    change(key, { share: 0, error: null });
    try {
      if (file.size > MOST_BYTES) throw ownProblem("file_too_large", t("files.tooLarge"));
      const zone = encodeURIComponent(Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC");
      const path = `/api/trackers/files?zone=${zone}`;
      const accepted = await upload<FileAccepted>(path, file, (share) => change(key, { share }));
      change(key, { job: accepted.job_id });
      void trainingChanged();
    } catch (error) {
      change(key, { error });
    }
  }

  async function take(files: FileList | null) {
    const fresh = [...(files ?? [])].map((file, index) => ({
      key: list.length + index,
      file,
      share: 0,
      job: null,
      error: null,
    }));
    setList((before) => [...before, ...fresh]);
    for (const each of fresh) await send(each);
  }

  return (
    <Card className="flex flex-col gap-3">
      <h2 className="text-lg">{t("files.title")}</h2>
      <p className="text-sm text-soft">{t("files.text")}</p>
      <label
        htmlFor={id}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          void take(event.dataTransfer.files);
        }}
        className={`flex min-h-36 cursor-pointer flex-col items-center justify-center gap-2 rounded-control border-2 border-dashed p-4 text-center has-focus-visible:outline-3 has-focus-visible:outline-accent ${over ? "border-accent bg-accent-soft" : "border-edge"}`}
      >
        <span className="text-accent">
          <Icon name="upload" size={30} />
        </span>
        <span className="font-semibold">{t("files.drop")}</span>
        <span className="text-sm text-soft">{t("files.kinds")}</span>
        <input
          id={id}
          type="file"
          multiple
          accept=".fit,.tcx,.gpx,.zip,.xml,.gz"
          className="sr-only"
          onChange={(event) => {
            void take(event.target.files);
            event.target.value = "";
          }}
        />
      </label>
      {list.length ? (
        <ul className="divide-y divide-line" aria-live="polite">
          {list.map((each) => (
            <Row key={each.key} sent={each} onAgain={() => void send(each)} />
          ))}
        </ul>
      ) : null}
    </Card>
  );
}
