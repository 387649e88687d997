import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import type { Turn } from "@/api/types";
import { seenOf } from "@/chat/decide";
import { Shown } from "@/ui/Loading";
import { Sheet } from "@/ui/Sheet";

function Seen({ turn }: { turn: Turn }) {
  const { t } = useTranslation();
  const query = useQuery({ queryKey: ["seen", turn.id], queryFn: () => seenOf(turn) });
  return (
    <Shown query={query}>
      {({ items }) =>
        items.length === 0 ? (
          <p>{t("chat.sawNothing")}</p>
        ) : (
          <dl className="divide-y divide-line">
            {items.map((each) => (
              <div key={each.name} className="py-2">
                <dt className="text-sm text-soft">{each.label}</dt>
                <dd dir="auto">{each.value}</dd>
              </div>
            ))}
          </dl>
        )
      }
    </Shown>
  );
}

/** What the coach knew of the person when it answered. */
export function SeenSheet({ turn, open, onClose }: { turn: Turn; open: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("chat.seen")}>
      <p className="mb-3 text-sm text-soft">{t("chat.seenText")}</p>
      {open ? <Seen turn={turn} /> : null}
    </Sheet>
  );
}
