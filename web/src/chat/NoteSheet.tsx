import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import type { Citation } from "@/api/types";
import { Markdown } from "@/chat/Markdown";
import { useLocale } from "@/i18n";
import { Shown } from "@/ui/Loading";
import { Sheet } from "@/ui/Sheet";

type Source = NonNullable<Citation["sources"]>[number];

function Sources({ sources }: { sources: readonly Source[] }) {
  const { t } = useTranslation();
  if (sources.length === 0) return null;
  return (
    <section className="mt-5">
      <h3 className="mb-1 text-sm">{t("chat.sources")}</h3>
      <ul className="list-disc space-y-1 ps-5 text-sm text-soft">
        {sources.map((each) => (
          <li key={each.text}>
            <bdi lang="en">
              {each.text} ({each.year})
            </bdi>{" "}
            <span className="text-xs">{t(`chat.status.${each.status}`, { defaultValue: each.status })}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Note({ id }: { id: string }) {
  const query = useQuery(queries.note(id, useLocale()));
  return (
    <Shown query={query}>
      {(note) => (
        <div lang={note.locale}>
          <Markdown text={note.body} />
          <Sources sources={note.sources} />
        </div>
      )}
    </Shown>
  );
}

/** What a citation stands for: the coach's note, or the person's own document, which has no page of its own. */
export function NoteSheet({ citation, onClose }: { citation: Citation | null; onClose: () => void }) {
  const { t } = useTranslation();
  const own = citation?.id.startsWith("document:");
  return (
    <Sheet open={citation !== null} onClose={onClose} title={citation?.title ?? ""}>
      {citation && !own ? <Note id={citation.id} /> : null}
      {citation && own ? (
        <>
          <p>{t("chat.ownDocument")}</p>
          <Sources sources={citation.sources ?? []} />
        </>
      ) : null}
    </Sheet>
  );
}
