import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { Problem } from "@/api/problem";
import { askForPlan, storeProfile } from "@/onboarding/send";
import { Button } from "@/ui/Button";
import { Card, Note } from "@/ui/Card";
import { ProblemNote } from "@/ui/ProblemNote";

const EXAMPLE = {
  personal_info: { age: 34, gender: "female", height: 168, weight: 63, fitness_level: "beginner" },
  goals: ["general_fitness"],
  preferences: { workout_duration: 45, days_per_week: 3, equipment_access: "home_gym" },
  constraints: { injuries: ["left knee"] },
};

/** Text as JSON, or an error whose message says where it stops being JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    throw new Problem({ type: "about:blank", title: "", status: 0, code: "not_json", detail, request_id: "" });
  }
}

/** The value at a path such as `goals[0]` of `personal_info.age`, to be shown beside what is wrong with it. */
export function valueAt(tree: unknown, path: string): unknown {
  return path
    .split(/[.[\]]+/)
    .filter(Boolean)
    .reduce<unknown>(
      (value, key) =>
        typeof value === "object" && value !== null ? (value as Record<string, unknown>)[key] : undefined,
      tree,
    );
}

function Problems({ problem, text }: { problem: Problem; text: string }) {
  const { t } = useTranslation();
  const tree: unknown = JSON.parse(text);
  return (
    <div role="alert" className="flex flex-col gap-2">
      <p className="font-semibold text-danger">{problem.document.detail}</p>
      <ul className="flex flex-col gap-2">
        {[...problem.fields].map(([field, each]) => {
          const given = valueAt(tree, field);
          return (
            <li key={field} className="rounded-control bg-danger-soft p-3 text-sm">
              <code dir="ltr" className="font-semibold">
                {field}
                {given === undefined ? "" : ` = ${JSON.stringify(given).slice(0, 60)}`}
              </code>
              <p>{each.message}</p>
              {each.allowed ? <p className="text-soft">{t("problem.allowed", { allowed: each.allowed })}</p> : null}
            </li>
          );
        })}
      </ul>
    </div>
  );
}

/** A profile as JSON: stored as it is, or every field that is wrong with what is allowed there. */
export function Paste() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const id = useId();
  const [text, setText] = useState("");
  const store = useMutation({ mutationFn: async () => storeProfile(parsed(text)) });
  const ask = useMutation({
    mutationFn: askForPlan,
    onSuccess: (job) => navigate({ to: "/making/$job", params: { job } }),
  });
  const problem = store.error instanceof Problem && store.error.fields.size > 0 ? store.error : null;
  const change = (value: string) => {
    setText(value);
    store.reset();
  };
  return (
    <Card className="flex flex-col gap-4">
      <label htmlFor={id} className="font-medium">
        {t("paste.label")}
      </label>
      <textarea
        id={id}
        dir="ltr"
        spellCheck={false}
        rows={14}
        className="control font-mono text-sm"
        value={text}
        aria-invalid={store.isError}
        onChange={(event) => change(event.target.value)}
      />
      <div className="flex flex-wrap gap-2">
        <Button disabled={!text.trim() || store.isPending} onClick={() => store.mutate()}>
          {t("paste.check")}
        </Button>
        <Button kind="quiet" onClick={() => change(JSON.stringify(EXAMPLE, null, 2))}>
          {t("paste.example")}
        </Button>
      </div>
      {problem ? <Problems problem={problem} text={text} /> : <ProblemNote error={store.error} />}
      {store.data ? (
        <>
          <Note tone="accent" role="status">
            <p>{t("paste.stored", { version: store.data.version })}</p>
            <ul className="list-disc ps-5">
              {store.data.notes?.map((note) => (
                <li key={note}>{note}</li>
              ))}
              {store.data.unknown_fields?.map((field) => (
                <li key={field}>
                  {t("paste.unknown")} <code dir="ltr">{field}</code>
                </li>
              ))}
            </ul>
          </Note>
          <Button size="big" disabled={ask.isPending} onClick={() => ask.mutate()}>
            {t("welcome.make")}
          </Button>
          <ProblemNote error={ask.error} />
        </>
      ) : null}
    </Card>
  );
}
