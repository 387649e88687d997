import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { body, client } from "@/api/client";
import type { Alternative, Joint, Weekday } from "@/api/types";
import { useFormat } from "@/i18n/format";
import type { SkipReason } from "@/session/session";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Card";
import { One } from "@/ui/Field";
import { Shown } from "@/ui/Loading";
import { Sheet } from "@/ui/Sheet";

const JOINTS: readonly Joint[] = ["neck", "shoulder", "elbow", "wrist", "lower_back", "hip", "knee", "ankle"];
const REASONS: readonly SkipReason[] = ["time", "equipment", "tired", "dislike", "pain", "other"];
const MINUTES = ["15", "20", "30", "40", "50"] as const;
/** Above this the coach stops what strains the region (ADP-pain-stop). */
const STOP_ABOVE = 5;

interface Common {
  open: boolean;
  onClose: () => void;
}

/** A whole number from 0 to 10 with what its ends mean. */
export function Scale({
  legend,
  low,
  high,
  value,
  onChange,
}: {
  legend: string;
  low: string;
  high: string;
  value: number | null;
  onChange: (value: number) => void;
}) {
  const values = Array.from({ length: 11 }, (_, index) => String(index));
  return (
    <div>
      <One
        legend={legend}
        options={values.map((each) => ({ value: each, label: each }))}
        value={value === null ? null : String(value)}
        onChange={(each) => onChange(Number(each))}
      />
      <p className="mt-1 flex justify-between gap-4 text-xs text-soft">
        <span>0: {low}</span>
        <span>10: {high}</span>
      </p>
    </div>
  );
}

export function PainSheet({ open, onClose, onReport }: Common & { onReport: (region: Joint, score: number) => void }) {
  const { t } = useTranslation();
  const [region, setRegion] = useState<Joint | null>(null);
  const [score, setScore] = useState<number | null>(null);
  return (
    <Sheet open={open} onClose={onClose} title={t("pain.title")}>
      <div className="flex flex-col gap-5">
        <One
          legend={t("pain.where")}
          options={JOINTS.map((each) => ({ value: each, label: t(`joint.${each}`) }))}
          value={region}
          onChange={setRegion}
        />
        <Scale
          legend={t("pain.howMuch")}
          low={t("pain.none")}
          high={t("pain.worst")}
          value={score}
          onChange={setScore}
        />
        {score !== null && score > STOP_ABOVE ? <Note tone="danger">{t("pain.stop")}</Note> : null}
        <Note>{t("pain.redFlag")}</Note>
        <Button
          size="big"
          disabled={region === null || score === null}
          onClick={() => region && score !== null && onReport(region, score)}
        >
          {t("pain.report")}
        </Button>
      </div>
    </Sheet>
  );
}

export function TimeSheet({ open, onClose, onMinutes }: Common & { onMinutes: (minutes: number) => void }) {
  const { t } = useTranslation();
  const [minutes, setMinutes] = useState<(typeof MINUTES)[number] | null>(null);
  return (
    <Sheet open={open} onClose={onClose} title={t("time.title")}>
      <div className="flex flex-col gap-5">
        <p className="text-soft">{t("time.text")}</p>
        <One
          legend={t("time.ask")}
          options={MINUTES.map((each) => ({ value: each, label: t("unit.minutes", { value: each }) }))}
          value={minutes}
          onChange={setMinutes}
        />
        <Button size="big" disabled={minutes === null} onClick={() => onMinutes(Number(minutes))}>
          {t("time.send")}
        </Button>
      </div>
    </Sheet>
  );
}

export function SkipSheet({ open, onClose, onSkip }: Common & { onSkip: (reason: SkipReason) => void }) {
  const { t } = useTranslation();
  return (
    <Sheet open={open} onClose={onClose} title={t("skip.title")}>
      <div className="grid gap-2">
        {REASONS.map((reason) => (
          <Button key={reason} kind="quiet" size="big" onClick={() => onSkip(reason)}>
            {t(`skip.${reason}`)}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}

interface SwapProps extends Common {
  plan: string;
  exercise: string;
  name: string;
  weekday: Weekday | null;
  note: string;
  onSwap: (to: Alternative) => void;
}

/** What may take an exercise's place, best first, each with its load and why it fits. */
export function SwapSheet({ open, onClose, plan, exercise, name, weekday, note, onSwap }: SwapProps) {
  const { t } = useTranslation();
  const { weight } = useFormat();
  const query = useQuery({
    queryKey: ["plan", "alternatives", plan, exercise, weekday],
    enabled: open,
    queryFn: async () => {
      const path = { plan_id: plan };
      const found = await body(
        client.POST("/api/plans/{plan_id}/swap", { params: { path }, body: { exercise, weekday } }),
      );
      return "alternatives" in found ? found.alternatives : [];
    },
  });
  return (
    <Sheet open={open} onClose={onClose} title={t("swap.title", { name })}>
      <p className="mb-4 text-sm text-soft">{note}</p>
      <Shown query={query}>
        {(alternatives) => (
          <ul className="flex flex-col gap-2">
            {alternatives.length === 0 ? <li>{t("swap.none")}</li> : null}
            {alternatives.map((each) => (
              <li key={each.exercise}>
                <button
                  type="button"
                  className="w-full rounded-control border border-edge p-3 text-start hover:bg-sunk"
                  onClick={() => onSwap(each)}
                >
                  <span className="flex justify-between gap-3 font-semibold">
                    <bdi>{each.name}</bdi>
                    {each.load_kg === null ? null : <span>{weight(each.load_kg)}</span>}
                  </span>
                  <span className="text-sm text-soft">{each.reason}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Shown>
    </Sheet>
  );
}

export function FinishSheet({
  open,
  onClose,
  onFinish,
}: Common & { onFinish: (rpe: number | null, enjoyment: number | null) => void }) {
  const { t } = useTranslation();
  const [rpe, setRpe] = useState<number | null>(null);
  const [enjoyment, setEnjoyment] = useState<number | null>(null);
  return (
    <Sheet open={open} onClose={onClose} title={t("finish.title")}>
      <div className="flex flex-col gap-5">
        <Scale legend={t("finish.rpe")} low={t("finish.rest")} high={t("finish.most")} value={rpe} onChange={setRpe} />
        <Scale
          legend={t("finish.enjoyment")}
          low={t("finish.hated")}
          high={t("finish.loved")}
          value={enjoyment}
          onChange={setEnjoyment}
        />
        <Button size="big" onClick={() => onFinish(rpe, enjoyment)}>
          {t("finish.send")}
        </Button>
      </div>
    </Sheet>
  );
}
