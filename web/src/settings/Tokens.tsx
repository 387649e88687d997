import { useMutation, useQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { queries, queryClient } from "@/api/queries";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { Field } from "@/ui/Field";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";

const changed = () => queryClient.invalidateQueries({ queryKey: ["tokens"] });

/** Access tokens for the person's own scripts: made, shown once, ended. */
export function Tokens() {
  const { t } = useTranslation();
  const { moment } = useFormat();
  const [name, setName] = useState("");
  const query = useQuery(queries.tokens);
  const make = useMutation({
    mutationFn: () => body(client.POST("/api/tokens", { body: { name: name.trim() } })),
    onSuccess: () => {
      setName("");
      return changed();
    },
  });
  const end = useMutation({
    mutationFn: (id: string) => body(client.DELETE("/api/tokens/{token_id}", { params: { path: { token_id: id } } })),
    onSuccess: changed,
  });
  function send(event: FormEvent) {
    event.preventDefault();
    make.mutate();
  }
  return (
    <Card className="flex flex-col gap-4">
      <div>
        <h2 className="text-lg">{t("tokens.title")}</h2>
        <p className="text-sm text-soft">{t("tokens.text")}</p>
      </div>
      <Shown query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="text-soft">{t("tokens.none")}</p>
          ) : (
            <ul className="divide-y divide-line">
              {items.map((each) => (
                <li key={each.id} className="flex flex-wrap items-center justify-between gap-3 py-2">
                  <span>
                    <bdi className="font-medium">{each.name}</bdi>
                    <span className="block text-sm text-soft">
                      {each.last_used_at ? t("tokens.used", { when: moment(each.last_used_at) }) : t("tokens.unused")}
                    </span>
                  </span>
                  <Button
                    kind="danger"
                    size="small"
                    aria-label={t("tokens.endThis", { name: each.name })}
                    disabled={end.isPending}
                    onClick={() => end.mutate(each.id)}
                  >
                    {t("tokens.end")}
                  </Button>
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
      {make.data ? (
        <Note tone="accent" role="status">
          <p className="mb-2">{t("tokens.once")}</p>
          <code dir="ltr" className="break-all select-all">
            {make.data.token}
          </code>
        </Note>
      ) : null}
      <form className="flex flex-wrap items-end gap-3" onSubmit={send}>
        <div className="min-w-48 flex-1">
          <Field
            label={t("tokens.name")}
            maxLength={100}
            required
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </div>
        <Button type="submit" disabled={!name.trim() || make.isPending}>
          {t("tokens.make")}
        </Button>
      </form>
      <ProblemNote error={make.error ?? end.error} />
    </Card>
  );
}
