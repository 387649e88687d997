import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "@/lib/time";
import { Button } from "@/ui/Button";

interface Props {
  rest: { until: number; seconds: number };
  onChange: (until: number) => void;
  onOver: () => void;
}

/** Counts down to a moment, so that a phone asleep in between changes nothing; shakes when it is over. */
export function RestTimer({ rest, onChange, onOver }: Props) {
  const { t } = useTranslation();
  const [now, setNow] = useState(() => Date.now());
  const left = (rest.until - now) / 1000;
  const over = left <= 0;
  useEffect(() => {
    if (over) {
      navigator.vibrate?.([200, 100, 200]);
      return;
    }
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, [over]);
  return (
    <div className={`flex items-center gap-3 rounded-card p-4 ${over ? "bg-accent text-on-accent" : "bg-accent-soft"}`}>
      <div className="min-w-0 flex-1">
        <p className="text-xs">{t("session.rest")}</p>
        <p role="timer" className="text-3xl font-semibold tabular-nums">
          {over ? t("session.go") : <bdi>{clock(left)}</bdi>}
        </p>
      </div>
      {over ? null : (
        <>
          <Button kind="quiet" aria-label={t("session.restLess")} onClick={() => onChange(rest.until - 15_000)}>
            <bdi>−15</bdi>
          </Button>
          <Button kind="quiet" aria-label={t("session.restMore")} onClick={() => onChange(rest.until + 15_000)}>
            <bdi>+15</bdi>
          </Button>
        </>
      )}
      <Button kind={over ? "quiet" : "plain"} onClick={onOver}>
        {over ? t("action.close") : t("session.restSkip")}
      </Button>
    </div>
  );
}
