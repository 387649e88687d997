import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/ProblemNote";

/** `room`: a class of least height, so that what comes does not push the page about. */
export function Loading({ room = "" }: { room?: string | undefined }) {
  const { t } = useTranslation();
  return (
    <p role="status" className={`grid place-items-center py-8 text-soft ${room}`}>
      {t("action.loading")}
    </p>
  );
}

interface ShownProps<T> {
  query: UseQueryResult<T>;
  room?: string;
  children: (data: T) => ReactNode;
}

/** What a query brings, once it is there; until then that it is loading, or why it failed. */
export function Shown<T>({ query, room, children }: ShownProps<T>) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ProblemNote error={query.error} again={() => query.refetch()} />;
  return <Loading room={room} />;
}
