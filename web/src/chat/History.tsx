import { useInfiniteQuery, useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import type { Chat } from "@/api/types";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Field } from "@/ui/Field";
import { Icon } from "@/ui/Icon";
import { Loading } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { Sheet } from "@/ui/Sheet";

const MOST_TITLE = 120;

function changed(id: string): Promise<unknown> {
  return Promise.all(["chats", "chat"].map((key) => queryClient.invalidateQueries({ queryKey: [key] }))).then(() => id);
}

/** A chat's new title, or a last word before it is deleted. */
function Edit({ chat, onDone, onDeleted }: { chat: Chat; onDone: () => void; onDeleted: (id: string) => void }) {
  const { t } = useTranslation();
  const [title, setTitle] = useState(chat.title);
  const params = { path: { chat_id: chat.id } };
  const rename = useMutation({
    mutationFn: () => body(client.PATCH("/api/chats/{chat_id}", { params, body: { title: title.trim() } })),
    onSuccess: () => changed(chat.id).then(onDone),
  });
  const remove = useMutation({
    mutationFn: () => body(client.DELETE("/api/chats/{chat_id}", { params })),
    onSuccess: () => {
      onDeleted(chat.id);
      return changed(chat.id).then(onDone);
    },
  });
  return (
    <form
      className="flex flex-col gap-3 rounded-control bg-sunk p-3"
      onSubmit={(event) => {
        event.preventDefault();
        rename.mutate();
      }}
    >
      <Field
        label={t("chat.title")}
        maxLength={MOST_TITLE}
        required
        value={title}
        onChange={(event) => setTitle(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button type="submit" size="small" disabled={!title.trim() || rename.isPending}>
          {t("chat.rename")}
        </Button>
        <Button kind="danger" size="small" disabled={remove.isPending} onClick={() => remove.mutate()}>
          {t("chat.delete")}
        </Button>
        <Button kind="plain" size="small" onClick={onDone}>
          {t("action.close")}
        </Button>
      </div>
      <ProblemNote error={rename.error ?? remove.error} />
    </form>
  );
}

function List({ current, onClose, onDeleted }: { current: string | null; onClose: () => void; onDeleted: Deleted }) {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const [editing, setEditing] = useState("");
  const query = useInfiniteQuery(queries.chats);
  const chats = query.data?.pages.flatMap(({ items }) => items) ?? [];
  if (query.isPending) return <Loading />;
  return (
    <>
      <ProblemNote error={query.error} again={() => void query.refetch()} />
      {chats.length === 0 && !query.error ? <p className="text-soft">{t("chat.noHistory")}</p> : null}
      <ul className="flex flex-col gap-1">
        {chats.map((chat) =>
          chat.id === editing ? (
            <li key={chat.id}>
              <Edit chat={chat} onDone={() => setEditing("")} onDeleted={onDeleted} />
            </li>
          ) : (
            <li key={chat.id} className="flex items-center gap-1">
              <Link
                to="/chat/{-$chat}"
                params={{ chat: chat.id }}
                aria-current={chat.id === current ? "page" : undefined}
                className="min-w-0 flex-1 rounded-control px-3 py-2 hover:bg-sunk aria-[current=page]:bg-accent-soft"
                onClick={onClose}
              >
                <bdi className="block truncate font-medium">{chat.title || t("chat.untitled")}</bdi>
                <span className="text-xs text-soft">{moment(chat.last_at)}</span>
              </Link>
              <Button
                kind="plain"
                size="small"
                aria-label={t("chat.edit", { title: chat.title || t("chat.untitled") })}
                onClick={() => setEditing(chat.id)}
              >
                <Icon name="edit" size={18} />
              </Button>
            </li>
          ),
        )}
      </ul>
      {query.hasNextPage ? (
        <Button kind="quiet" size="small" className="mt-3" onClick={() => void query.fetchNextPage()}>
          {t("chat.olderChats")}
        </Button>
      ) : null}
    </>
  );
}

type Deleted = (id: string) => void;

interface Props {
  open: boolean;
  onClose: () => void;
  current: string | null;
  onDeleted: Deleted;
}

/** Earlier chats: open, rename, delete. */
export function History({ open, ...rest }: Props) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={rest.onClose} title={t("chat.history")}>
      {open ? <List {...rest} /> : null}
    </Sheet>
  );
}
