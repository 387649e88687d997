import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { ProblemNote } from "@/ui/ProblemNote";

export function Loading() {
  const { t } = useTranslation();
  return (
    <p role="status" className="py-8 text-center text-soft">
      {t("action.loading")}
    </p>
  );
}

/** What a query brings, once it is there; until then that it is loading, or why it failed. */
export function Shown<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.data !== undefined) return <>{children(query.data)}</>;
  if (query.isError) return <ProblemNote error={query.error} again={() => query.refetch()} />;
  return <Loading />;
}
