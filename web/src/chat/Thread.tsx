import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { Turn } from "@/api/types";
import { hasEnded } from "@/chat/reading";
import { TurnItem } from "@/chat/TurnItem";
import { Button } from "@/ui/Button";
import { Loading } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

/** Tells once that an answer is on its way, and reads it out once it is whole; an alert speaks for itself. */
function Announcer({ last }: { last: Turn | undefined }) {
  const { t } = useTranslation();
  const [watched, setWatched] = useState("");
  const running = last !== undefined && !hasEnded(last.state);
  useEffect(() => {
    if (running) setWatched(last.id);
  }, [running, last]);
  const read = last?.id === watched && last.answer?.written !== "triage" ? last.text : "";
  return (
    <p role="status" className="sr-only">
      {running ? t("chat.answering") : read}
    </p>
  );
}

/** A chat from its oldest shown turn to its newest. */
export function Thread({ chat, onAsk }: { chat: string; onAsk: (text: string) => void }) {
  const { t } = useTranslation();
  const query = useInfiniteQuery(queries.turns(chat));
  const turns = query.data?.pages.flatMap(({ items }) => items).toReversed() ?? [];
  const last = turns.at(-1);
  const opened = useRef(Date.now());
  const count = turns.length;
  useEffect(() => {
    if (count) window.scrollTo({ top: document.documentElement.scrollHeight });
  }, [count]);
  if (query.isPending) return <Loading />;
  return (
    <>
      <ProblemNote error={query.error} again={() => void query.refetch()} />
      {query.hasNextPage ? (
        <Button
          kind="quiet"
          size="small"
          className="self-center"
          disabled={query.isFetchingNextPage}
          onClick={() => void query.fetchNextPage()}
        >
          {t("chat.older")}
        </Button>
      ) : null}
      <ol className="flex flex-col gap-8">
        {turns.map((turn) => (
          <TurnItem
            key={turn.id}
            turn={turn}
            fresh={turn.ended_at !== null && Date.parse(turn.ended_at) > opened.current}
            onAgain={() => onAsk(turn.question)}
          />
        ))}
      </ol>
      <Announcer last={last} />
    </>
  );
}
