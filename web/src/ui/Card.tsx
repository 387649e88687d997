import type { ReactNode } from "react";

export function Card({ children, className = "" }: { children: ReactNode; className?: string }) {
  return <section className={`rounded-card border border-line bg-card p-4 sm:p-5 ${className}`}>{children}</section>;
}

/** A page's heading with what one may do there. */
export function Title({ children, aside }: { children: ReactNode; aside?: ReactNode }) {
  return (
    <header className="flex flex-wrap items-center justify-between gap-3">
      <h1 className="text-2xl sm:text-3xl">{children}</h1>
      {aside}
    </header>
  );
}

const TONES = {
  plain: "bg-sunk text-ink",
  accent: "bg-accent-soft text-ink",
  warn: "bg-warn-soft text-warn",
  danger: "bg-danger-soft text-danger",
};

/** Something to know before going on. */
export function Note({
  children,
  tone = "plain",
  role,
}: {
  children: ReactNode;
  tone?: keyof typeof TONES;
  role?: "alert" | "status";
}) {
  return (
    <div role={role} className={`rounded-control px-4 py-3 text-sm ${TONES[tone]}`}>
      {children}
    </div>
  );
}

/** A number with what it counts. */
export function Figure({ label, value, note }: { label: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div>
      <dt className="text-xs text-soft">{label}</dt>
      <dd className="text-xl font-semibold tabular-nums">{value}</dd>
      {note ? <dd className="text-xs text-soft">{note}</dd> : null}
    </div>
  );
}

export function Bar({ share, label }: { share: number; label: string }) {
  const percent = Math.round(Math.max(0, Math.min(1, share)) * 100);
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
      className="h-2 overflow-hidden rounded-full bg-sunk"
    >
      <div className="h-full rounded-full bg-accent transition-[width]" style={{ width: `${percent}%` }} />
    </div>
  );
}
