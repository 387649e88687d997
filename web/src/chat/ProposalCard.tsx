import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queryClient, trainingChanged } from "@/api/queries";
import type { ChatProposal, Turn } from "@/api/types";
import { decide } from "@/chat/decide";
import { Button, buttonClass } from "@/ui/Button";
import { ProblemNote } from "@/ui/ProblemNote";

/** Where to look at what accepting has made. */
function Made({ result }: { result: ChatProposal["result"] }) {
  const { t } = useTranslation();
  if (typeof result?.job_id === "string")
    return (
      <Link to="/making/$job" params={{ job: result.job_id }} className={buttonClass("quiet", "small")}>
        {t("chat.toMaking")}
      </Link>
    );
  if (result?.plan_id)
    return (
      <Link to="/plan" className={buttonClass("quiet", "small")}>
        {t("making.back")}
      </Link>
    );
  return null;
}

/** Something that the coach offers to do: nothing happens before a yes. */
export function ProposalCard({ turn, proposal }: { turn: Turn; proposal: ChatProposal }) {
  const { t } = useTranslation();
  const choose = useMutation({
    mutationFn: (accept: boolean) => decide(turn, proposal.number, accept),
    onSuccess: () =>
      Promise.all([queryClient.invalidateQueries({ queryKey: ["turns", turn.chat_id] }), trainingChanged()]),
  });
  const decision = choose.data?.decision ?? proposal.decision ?? "open";
  const result = choose.data?.result ?? proposal.result;
  return (
    <article aria-label={proposal.title} className="rounded-card border border-accent bg-card p-4">
      <p className="text-xs font-semibold text-accent">{t("proposal.label")}</p>
      <p className="mt-1 font-medium" dir="auto">
        {proposal.title}
      </p>
      <div className="mt-3 flex flex-wrap items-center gap-2">
        {decision === "open" ? (
          <>
            <Button size="small" disabled={choose.isPending} onClick={() => choose.mutate(true)}>
              {t("chat.confirm")}
            </Button>
            <Button kind="quiet" size="small" disabled={choose.isPending} onClick={() => choose.mutate(false)}>
              {t("proposal.decline")}
            </Button>
          </>
        ) : (
          <>
            <p role="status" className="text-sm text-soft">
              {t(`chat.decision.${decision}`)}
            </p>
            <Made result={result} />
          </>
        )}
      </div>
      <ProblemNote error={choose.error} />
    </article>
  );
}
