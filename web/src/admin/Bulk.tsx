import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { MOVES, writes } from "@/admin/data";
import { useSay } from "@/admin/texts";
import type { Action, Filters } from "@/admin/types";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Card";
import { Shown } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { Sheet } from "@/ui/Sheet";

/** What would be done, and the button that does it. The token of the preview holds for these very jobs. */
function Confirm({ action, filters, onDone }: { action: Action; filters: Filters; onDone: () => void }) {
  const say = useSay();
  const { number } = useFormat();
  const queryClient = useQueryClient();
  const preview = useQuery({
    queryKey: ["admin", "preview", action, filters],
    queryFn: () => writes.preview(action, filters),
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
  const act = useMutation({
    mutationFn: (token: string) => writes.all(action, filters, token),
    onSettled: () => queryClient.invalidateQueries({ queryKey: MOVES }),
  });
  if (act.isSuccess)
    return (
      <div className="flex flex-col gap-4">
        <Note tone="accent" role="status">
          {say(`bulk.done.${action}`, { value: number(act.data.count) })}
        </Note>
        <Button onClick={onDone}>{say("bulk.close")}</Button>
      </div>
    );
  return (
    <Shown query={preview}>
      {({ count, token }) => (
        <div className="flex flex-col gap-4">
          <p>{say(`bulk.ask.${action}`, { value: number(count) })}</p>
          <ProblemNote
            error={act.error}
            again={() => {
              act.reset();
              void preview.refetch();
            }}
          />
          <Button
            kind={action === "cancel" ? "danger" : "main"}
            disabled={!count || act.isPending || preview.isFetching || act.isError}
            onClick={() => act.mutate(token)}
          >
            {say(`bulk.do.${action}`, { value: number(count) })}
          </Button>
        </div>
      )}
    </Shown>
  );
}

/** Another try, or cancelling, for every job of the filters. */
export function Bulk({ filters, actions }: { filters: Filters; actions: readonly Action[] }) {
  const say = useSay();
  const [asked, setAsked] = useState<Action | null>(null);
  return (
    <div className="flex flex-wrap gap-2">
      {actions.map((action) => (
        <Button key={action} kind="quiet" size="small" onClick={() => setAsked(action)}>
          {say(`bulk.${action}`)}
        </Button>
      ))}
      <Sheet open={asked !== null} onClose={() => setAsked(null)} title={asked ? say(`bulk.${asked}`) : ""}>
        {asked ? <Confirm action={asked} filters={filters} onDone={() => setAsked(null)} /> : null}
      </Sheet>
    </div>
  );
}
