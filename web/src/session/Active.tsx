import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import { isOffline } from "@/api/problem";
import { queries } from "@/api/queries";
import type { Exercise, Today } from "@/api/types";
import { event as make, sync } from "@/offline/sync";
import { ExercisePanel } from "@/session/ExercisePanel";
import { RestTimer } from "@/session/RestTimer";
import { FinishSheet, PainSheet, SkipSheet, SwapSheet, TimeSheet } from "@/session/Sheets";
import {
  announced,
  finish,
  isDone,
  logSet,
  pain,
  type Session,
  type Step,
  setsOf,
  skip,
  swap,
  undoSet,
} from "@/session/session";
import type { Running } from "@/session/useSession";
import { Button } from "@/ui/Button";
import { Bar, Note } from "@/ui/Card";
import { Icon } from "@/ui/Icon";
import { ProblemNote } from "@/ui/ProblemNote";

type Open = "pain" | "time" | "swap" | "skip" | "finish" | null;

/** The day as announced after what was just recorded; `minutes`: for no longer than that. */
async function announceAnew(session: Session, minutes?: number): Promise<Today> {
  await sync();
  const { weekday } = session.today;
  const query = { ...(weekday ? { weekday } : {}), ...(minutes ? { minutes } : {}) };
  return (await body(client.GET("/api/today", { params: { query } }))) as Today;
}

function Steps({ session, onGo }: { session: Session; onGo: (index: number) => void }) {
  const { t } = useTranslation();
  return (
    <nav aria-label={t("session.exercises")}>
      <ol className="flex gap-1.5 overflow-x-auto p-1">
        {session.today.exercises.map((each, index) => (
          <li key={each.exercise}>
            <button
              type="button"
              aria-current={index === session.current ? "step" : undefined}
              aria-label={`${each.name}: ${setsOf(session, each.exercise).length}/${each.sets}`}
              onClick={() => onGo(index)}
              className="grid size-11 place-items-center rounded-control bg-sunk text-sm font-semibold aria-[current=step]:bg-accent aria-[current=step]:text-on-accent"
            >
              {isDone(session, each) ? <Icon name="check" size={18} /> : index + 1}
            </button>
          </li>
        ))}
      </ol>
    </nav>
  );
}

export function Active({ session, running }: { session: Session; running: Running }) {
  const { t } = useTranslation();
  const [open, setOpen] = useState<Open>(null);
  const [error, setError] = useState<unknown>(null);
  const [said, setSaid] = useState("");
  const { exercises, circuit } = session.today;
  const exercise: Exercise | undefined = exercises[session.current];
  const total = exercises.reduce((sum, each) => sum + each.sets, 0);
  const done = exercises.reduce((sum, each) => sum + Math.min(each.sets, setsOf(session, each.exercise).length), 0);
  const { data: plan } = useQuery(queries.plan);

  async function apply(step: Step) {
    setOpen(null);
    setSaid("");
    try {
      await running.apply(step);
    } catch (failure) {
      setError(failure);
    }
  }

  /** Record first; then, with a connection, take the session over as the coach announces it now. */
  async function applyAndAsk(step: Step, later: string, minutes?: number) {
    await apply(step);
    try {
      const today = await announceAnew(step.session, minutes);
      if (today.kind === "train") await running.apply({ session: announced(step.session, today), events: [] });
    } catch (failure) {
      if (isOffline(failure)) setSaid(later);
      else setError(failure);
    }
  }

  if (!exercise) return null;
  const closed = { onClose: () => setOpen(null) };
  const started = setsOf(session, exercise.exercise).length > 0;
  return (
    <>
      <h1 className="sr-only">{t("train.title")}</h1>
      <Bar share={total ? done / total : 0} label={t("session.progress", { done, of: total })} />
      <Steps session={session} onGo={(current) => void apply({ session: { ...session, current }, events: [] })} />
      {session.rest ? (
        <RestTimer
          key={session.rest.until}
          rest={session.rest}
          onChange={(until) =>
            void apply({ session: { ...session, rest: { until, seconds: session.rest?.seconds ?? 0 } }, events: [] })
          }
          onOver={() => void apply({ session: { ...session, rest: null }, events: [] })}
        />
      ) : null}
      {said ? <Note role="status">{said}</Note> : null}
      {circuit ? <Note>{t("session.circuit")}</Note> : null}
      <ProblemNote error={error} />
      <ExercisePanel
        session={session}
        exercise={exercise}
        onLog={(values) => void apply(logSet(session, exercise, values, Date.now(), make))}
        onUndo={() => void apply(undoSet(session, exercise.exercise, make))}
      />
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        <Button kind="danger" size="big" onClick={() => setOpen("pain")}>
          <Icon name="pain" /> {t("session.pain")}
        </Button>
        <Button kind="quiet" size="big" className="text-base" onClick={() => setOpen("time")}>
          <Icon name="time" /> {t("session.short")}
        </Button>
        <Button kind="quiet" size="big" disabled={started || !plan} onClick={() => setOpen("swap")}>
          <Icon name="swap" /> {t("action.swap")}
        </Button>
        <Button kind="quiet" size="big" onClick={() => setOpen("skip")}>
          {t("session.skip")}
        </Button>
      </div>
      <Button kind={done === total ? "main" : "quiet"} size="big" onClick={() => setOpen("finish")}>
        {t("session.finish")}
      </Button>
      <PainSheet
        key={`pain-${open}`}
        open={open === "pain"}
        {...closed}
        onReport={(region, score) =>
          void applyAndAsk(pain(session, exercise.exercise, region, score, make), t("pain.later"))
        }
      />
      <TimeSheet
        open={open === "time"}
        {...closed}
        onMinutes={(minutes) =>
          void applyAndAsk({ session, events: [make({ type: "time.available", minutes })] }, t("time.later"), minutes)
        }
      />
      <SkipSheet
        open={open === "skip"}
        {...closed}
        onSkip={(reason) => void apply(skip(session, exercise.exercise, reason, make))}
      />
      <FinishSheet
        open={open === "finish"}
        {...closed}
        onFinish={(rpe, enjoyment) => void running.end(finish(session, rpe, enjoyment, Date.now(), make))}
      />
      {plan ? (
        <SwapSheet
          open={open === "swap"}
          {...closed}
          plan={plan.id}
          exercise={exercise.exercise}
          name={exercise.name}
          weekday={session.today.weekday ?? null}
          note={t("swap.onlyToday")}
          onSwap={(to) => void apply(swap(session, exercise.exercise, to, "equipment", make))}
        />
      ) : null}
    </>
  );
}
