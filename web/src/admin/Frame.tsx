import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { createContext, useContext } from "react";
import { type Live, useLive } from "@/admin/live";
import { useAdminTexts, useSay } from "@/admin/texts";
import { queries } from "@/api/queries";
import { useFormat } from "@/i18n/format";
import { Button } from "@/ui/Button";
import { Note } from "@/ui/Card";
import { Loading } from "@/ui/Loading";

const PLACES = [
  ["/admin", "nav.overview"],
  ["/admin/jobs", "nav.jobs"],
  ["/admin/dead", "nav.dead"],
  ["/admin/schedules", "nav.schedules"],
  ["/admin/audit", "nav.audit"],
] as const;

const LiveContext = createContext<Live | null>(null);

/** Whether the lists move, and the way to hold them still. */
export function useLiveState(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error("outside the monitor");
  return live;
}

/** What holds the lists still while somebody points at them or walks through them with the keyboard. */
export function useStill() {
  const { hold } = useLiveState();
  return {
    onPointerEnter: () => hold(true),
    onPointerLeave: () => hold(false),
  };
}

function LiveNote({ live }: { live: Live }) {
  const say = useSay();
  const { number } = useFormat();
  const text = live.held ? say("live.held") : live.connected ? say("live.on") : say("live.off");
  return (
    <div className="flex items-center gap-2 text-sm text-soft">
      <span aria-hidden="true" className={`size-2 rounded-full ${live.held ? "bg-warn" : "bg-accent"}`} />
      <span>
        {text}
        {live.waiting ? ` · ${say("live.waiting", { value: number(live.waiting) })}` : ""}
      </span>
      <Button kind="quiet" size="small" aria-pressed={live.held} onClick={() => live.hold(!live.held)}>
        {live.held ? say("live.go") : say("live.hold")}
      </Button>
    </div>
  );
}

function Inside() {
  const say = useSay();
  const live = useLive();
  return (
    <LiveContext value={live}>
      <div className="flex flex-wrap items-center justify-between gap-3">
        <p className="text-2xl font-semibold">{say("title")}</p>
        <LiveNote live={live} />
      </div>
      <nav aria-label={say("title")} className="overflow-x-auto border-b border-line">
        <ul className="flex gap-1">
          {PLACES.map(([to, key]) => (
            <li key={to}>
              <Link
                to={to}
                activeOptions={{ exact: to === "/admin", includeSearch: false }}
                className="flex min-h-11 items-center whitespace-nowrap border-b-2 border-transparent px-3 text-sm font-medium text-soft hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-ink"
              >
                {say(key)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      <Outlet />
    </LiveContext>
  );
}

/** The operators' monitor, for administrators; everybody else is told so. */
export function Frame() {
  const say = useSay();
  const here = useAdminTexts();
  const me = useQuery(queries.me);
  if (!here || !me.data) return <Loading />;
  if (me.data.role !== "admin") return <Note tone="warn">{say("refused")}</Note>;
  return <Inside />;
}
