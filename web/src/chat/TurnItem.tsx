import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import type { Citation, Turn } from "@/api/types";
import { Markdown } from "@/chat/Markdown";
import { NoteSheet } from "@/chat/NoteSheet";
import { ProposalCard } from "@/chat/ProposalCard";
import { hasEnded } from "@/chat/reading";
import { SeenSheet } from "@/chat/SeenSheet";
import { useTurn } from "@/chat/useTurn";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

/** Pixels from the end of the page within which somebody reads along. */
const NEAR = 160;

/** Keep the end in view as the answer grows, unless the person has scrolled up to read. */
function useReadingAlong(text: string, live: boolean): void {
  const along = useRef(true);
  useEffect(() => {
    const look = () => {
      along.current = document.documentElement.scrollHeight - window.scrollY - window.innerHeight < NEAR;
    };
    window.addEventListener("scroll", look, { passive: true });
    return () => window.removeEventListener("scroll", look);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each new piece of text is a reason to look
  useEffect(() => {
    if (live && along.current) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [text, live]);
}

function Question({ turn }: { turn: Turn }) {
  const { moment } = useFormat();
  return (
    <div className="ms-auto max-w-[85%] rounded-card rounded-ee-md bg-accent-soft px-4 py-3">
      <h2 className="text-base font-normal whitespace-pre-wrap break-words" dir="auto">
        {turn.question}
      </h2>
      <time className="mt-1 block text-end text-xs text-soft" dateTime={turn.created_at}>
        {moment(turn.created_at)}
      </time>
    </div>
  );
}

/** An answer as it comes, with the way to stop it. The words are read out once, at the end: see `Thread`. */
function Answering({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const { reading, connected } = useTurn(turn);
  useReadingAlong(reading.text, true);
  const stop = useMutation({
    mutationFn: () =>
      body(
        client.DELETE("/api/chats/{chat_id}/turns/{turn_id}", {
          params: { path: { chat_id: turn.chat_id, turn_id: turn.id } },
        }),
      ),
  });
  const going = !hasEnded(reading.state);
  return (
    <div className="flex flex-col gap-3" aria-busy={going}>
      {reading.text ? <Markdown text={reading.text} /> : null}
      {going ? (
        <div className="flex flex-wrap items-center gap-3 text-sm text-soft">
          <span className="size-2.5 animate-pulse rounded-full bg-accent" aria-hidden="true" />
          {connected ? t(`chat.state.${reading.state}`, { defaultValue: "" }) : t("making.reconnecting")}
          <Button kind="quiet" size="small" disabled={stop.isPending} onClick={() => stop.mutate()}>
            <Icon name="stop" size={16} /> {t("chat.stop")}
          </Button>
        </div>
      ) : null}
      <ProblemNote error={stop.error} />
    </div>
  );
}

/** A finished answer with all that stands behind it. A red flag comes first, as an alert. */
function Answered({ turn, fresh, onAgain }: { turn: Turn; fresh: boolean; onAgain: () => void }) {
  const { t } = useTranslation();
  const [cited, setCited] = useState<Citation | null>(null);
  const [seeing, setSeeing] = useState(false);
  const { answer } = turn;
  const citations = answer?.citations ?? [];
  const cite = (number: number) => setCited(citations.find((each) => each.number === number) ?? null);
  const triage = answer?.written === "triage";
  const text = <Markdown text={turn.text} {...(citations.length ? { onCite: cite } : {})} />;
  return (
    <div className="flex flex-col gap-3">
      {triage ? (
        <div
          role={fresh ? "alert" : undefined}
          className="rounded-card border-2 border-danger bg-danger-soft p-4 font-medium"
        >
          <p className="mb-2 flex items-center gap-2 font-semibold text-danger">
            <Icon name="warning" /> {t("chat.urgent")}
          </p>
          {text}
        </div>
      ) : (
        text
      )}
      {turn.state === "cancelled" ? <p className="text-sm text-soft">{t("chat.stopped")}</p> : null}
      {turn.state === "failed" ? (
        <Note tone="danger" {...(fresh ? { role: "alert" as const } : {})}>
          {turn.message} <bdi className="text-xs">{turn.code}</bdi>
        </Note>
      ) : null}
      {answer?.proposals?.map((each) => (
        <ProposalCard key={each.number} turn={turn} proposal={each} />
      ))}
      <div className="flex flex-wrap items-center gap-1 text-sm">
        {citations.map((each) => (
          <Button key={each.number} kind="quiet" size="small" onClick={() => setCited(each)}>
            <span className="text-xs">{each.number}</span> <bdi>{each.title}</bdi>
          </Button>
        ))}
        {answer ? (
          <Button kind="plain" size="small" onClick={() => setSeeing(true)}>
            <Icon name="eye" size={18} /> {t("chat.seen")}
          </Button>
        ) : null}
        {turn.state !== "done" ? (
          <Button kind="quiet" size="small" onClick={onAgain}>
            {t("action.again")}
          </Button>
        ) : null}
      </div>
      {answer && !triage ? <p className="text-xs text-soft">{t(`chat.written.${answer.written}`)}</p> : null}
      <NoteSheet citation={cited} onClose={() => setCited(null)} />
      <SeenSheet turn={turn} open={seeing} onClose={() => setSeeing(false)} />
    </div>
  );
}

/** A question and its answer. `fresh`: it was answered before the reader's eyes. */
export function TurnItem({ turn, fresh, onAgain }: { turn: Turn; fresh: boolean; onAgain: () => void }) {
  return (
    <li className="flex flex-col gap-4">
      <Question turn={turn} />
      {hasEnded(turn.state) ? <Answered turn={turn} fresh={fresh} onAgain={onAgain} /> : <Answering turn={turn} />}
    </li>
  );
}
