import { useTranslation } from "react-i18next";
import { isOffline, Problem } from "@/api/problem";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Card";

/** An error as the person may use it: what happened, each field with what is allowed, and the code to look up. */
export function ProblemNote({ error, again }: { error: unknown; again?: () => void }) {
  const { t } = useTranslation();
  if (!error) return null;
  const problem = error instanceof Problem ? error.document : null;
  const fallback = isOffline(error) ? t("problem.offline") : t("problem.unexpected");
  return (
    <Note tone="danger" role="alert">
      <p className="font-semibold">{problem?.detail || fallback}</p>
      {problem?.errors?.length ? (
        <ul className="mt-2 list-disc space-y-1 ps-5">
          {problem.errors.map((each) => (
            <li key={each.field}>
              <code dir="ltr">{each.field}</code> {each.message}
              {each.allowed ? ` — ${t("problem.allowed", { allowed: each.allowed })}` : ""}
            </li>
          ))}
        </ul>
      ) : null}
      {problem ? (
        <p className="mt-2 text-xs">
          <bdi>
            {problem.code}
            {problem.request_id ? ` · ${problem.request_id}` : ""}
          </bdi>
        </p>
      ) : null}
      {again ? (
        <Button kind="danger" size="small" className="mt-2 -ms-3" onClick={again}>
          {t("action.again")}
        </Button>
      ) : null}
    </Note>
  );
}
