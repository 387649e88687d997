import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import { ask } from "@/chat/ask";
import { Composer } from "@/chat/Composer";
import { History } from "@/chat/History";
import { Thread } from "@/chat/Thread";
import { useLocale } from "@/i18n";
import { newId } from "@/lib/ids";
import { Button, buttonClass } from "@/ui/Button";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

const STARTERS = ["why", "short", "eat", "pain"] as const;

/** What one may ask, for a chat in which nothing was said. */
function Welcome({ busy, onAsk }: { busy: boolean; onAsk: (text: string) => void }) {
  const { t } = useTranslation();
  return (
    <section className="m-auto flex max-w-xl flex-col items-center gap-6 py-8 text-center">
      <span className="grid size-16 place-items-center rounded-full bg-accent-soft text-accent">
        <Icon name="chat" size={32} />
      </span>
      <div>
        <h2 className="text-xl">{t("chat.welcome")}</h2>
        <p className="mt-2 text-soft">{t("chat.welcomeText")}</p>
      </div>
      <ul className="grid w-full gap-2 sm:grid-cols-2">
        {STARTERS.map((each) => (
          <li key={each}>
            <button
              type="button"
              disabled={busy}
              className="h-full w-full rounded-control border border-line bg-card p-3 text-start hover:border-accent"
              onClick={() => onAsk(t(`chat.starter.${each}`))}
            >
              {t(`chat.starter.${each}`)}
            </button>
          </li>
        ))}
      </ul>
      <p className="text-xs text-soft">{t("chat.careful")}</p>
    </section>
  );
}

export function ChatPage() {
  const { t } = useTranslation();
  const locale = useLocale();
  const navigate = useNavigate();
  const { chat = null } = useParams({ from: "/inside/framed/chat/{-$chat}" });
  const [history, setHistory] = useState(false);
  const found = useQuery({ ...queries.chat(chat ?? ""), enabled: chat !== null });
  // A question that may have been lost on its way is sent again under its own key, and is asked once.
  const sent = useRef({ text: "", key: "" });
  const send = useMutation({
    mutationFn: (text: string) => {
      if (sent.current.text !== text) sent.current = { text, key: newId() };
      return ask(chat, text, locale, sent.current.key);
    },
    onSuccess: (id) => {
      sent.current = { text: "", key: "" };
      if (id !== chat) void navigate({ to: "/chat/{-$chat}", params: { chat: id } });
    },
  });
  const asked = async (text: string) => {
    try {
      await send.mutateAsync(text);
      return true;
    } catch {
      return false;
    }
  };
  return (
    <div className="flex -mb-14 min-h-[calc(100dvh-8.5rem)] flex-col gap-5 lg:-mb-10 lg:min-h-[calc(100dvh-2.5rem)]">
      <header className="flex flex-wrap items-center justify-between gap-2">
        <h1 className="min-w-0 truncate text-2xl sm:text-3xl">
          <bdi>{found.data?.title || t("nav.chat")}</bdi>
        </h1>
        <div className="flex gap-1">
          <Button kind="plain" size="small" onClick={() => setHistory(true)}>
            <Icon name="history" size={20} /> {t("chat.history")}
          </Button>
          {chat ? (
            <Link to="/chat/{-$chat}" params={{ chat: undefined }} className={buttonClass("quiet", "small")}>
              <Icon name="plus" size={20} /> {t("chat.new")}
            </Link>
          ) : null}
        </div>
      </header>
      {chat ? (
        <Thread key={chat} chat={chat} onAsk={(text) => void asked(text)} />
      ) : (
        <Welcome busy={send.isPending} onAsk={(text) => void asked(text)} />
      )}
      <ProblemNote error={found.error ?? send.error} />
      <Composer busy={send.isPending} onSend={asked} />
      <History
        open={history}
        onClose={() => setHistory(false)}
        current={chat}
        onDeleted={(id) => {
          if (id === chat) void navigate({ to: "/chat/{-$chat}", params: { chat: undefined } });
        }}
      />
    </div>
  );
}
