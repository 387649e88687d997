import { useQuery } from "@tanstack/react-query";
import { Link, Outlet } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { queries } from "@/api/queries";
import { letGo } from "@/offline/sync";
import { useOutbox } from "@/offline/useOutbox";
import { Button } from "@/ui/Button";
import { Icon, type IconName } from "@/ui/Icon";

const PLACES = [
  ["/dashboard", "home", "nav.home"],
  ["/plan", "plan", "nav.plan"],
  ["/train", "train", "nav.train"],
  ["/food", "food", "nav.food"],
  ["/chat/{-$chat}", "chat", "nav.chat"],
  ["/progress", "progress", "nav.progress"],
] as const satisfies readonly (readonly [string, IconName, string])[];

/** Beside the logo on a phone, below the pages on a large screen. */
const ASIDE = [
  ["/game", "game", "nav.game"],
  ["/trackers", "trackers", "nav.trackers"],
  ["/settings", "settings", "nav.settings"],
] as const satisfies readonly (readonly [string, IconName, string])[];

const LINK = "flex items-center rounded-control text-soft aria-[current=page]:text-accent hover:text-ink";

function Logo() {
  return (
    <Link to="/dashboard" className="flex items-center gap-2 text-lg font-bold">
      <img src="/icon.svg" alt="" width="30" height="30" />
      FitAI
    </Link>
  );
}

/** That there is no connection, or that something waits for it, or was refused. */
function Connection() {
  const { t } = useTranslation();
  const { waiting, refused, online } = useOutbox();
  if (online && !waiting && !refused) return null;
  const text = refused
    ? t("sync.refused", { count: refused })
    : online
      ? t("sync.sending", { count: waiting })
      : t("sync.offline", { count: waiting });
  return (
    <p role="status" className="bg-warn-soft px-4 py-2 text-center text-sm text-warn">
      {text}
      {refused ? (
        <Button kind="plain" size="small" className="ms-2" onClick={() => void letGo()}>
          {t("sync.letGo")}
        </Button>
      ) : null}
    </p>
  );
}

const MONITOR = ["/admin", "eye", "nav.admin"] as const satisfies readonly [string, IconName, string];

/** The frame of every page: a rail on large screens, a bar at the thumb on small ones. */
export function Shell() {
  const { t } = useTranslation();
  const operator = useQuery(queries.me).data?.role === "admin";
  return (
    <div className="lg:grid lg:min-h-dvh lg:grid-cols-[14rem_1fr]">
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-card focus:p-3">
        {t("nav.skip")}
      </a>
      <header className="flex items-center justify-between px-4 py-3 print:hidden lg:sticky lg:top-0 lg:h-dvh lg:flex-col lg:items-stretch lg:justify-start lg:gap-6 lg:border-e lg:border-line lg:p-5">
        <Logo />
        <nav
          aria-label={t("nav.label")}
          className="fixed inset-x-0 bottom-0 z-30 border-t print:hidden border-line bg-card pb-[env(safe-area-inset-bottom)] lg:static lg:border-0 lg:bg-transparent"
        >
          <ul className="mx-auto grid max-w-xl grid-cols-6 lg:grid-cols-1 lg:gap-1">
            {PLACES.map(([to, icon, key]) => (
              <li key={to}>
                <Link
                  to={to}
                  className={`${LINK} min-h-14 flex-col justify-center gap-0.5 text-[0.7rem] font-medium lg:min-h-11 lg:flex-row lg:justify-start lg:gap-3 lg:px-3 lg:text-base lg:aria-[current=page]:bg-accent-soft`}
                >
                  <Icon name={icon} />
                  {t(key)}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <ul aria-label={t("nav.more")} className="flex lg:mt-auto lg:flex-col lg:gap-1">
          {[...(operator ? [MONITOR] : []), ...ASIDE].map(([to, icon, key]) => (
            <li key={to}>
              <Link
                to={to}
                className={`${LINK} min-h-11 min-w-11 justify-center gap-3 lg:justify-start lg:px-3 lg:aria-[current=page]:bg-accent-soft`}
              >
                <Icon name={icon} />
                <span className="sr-only lg:not-sr-only">{t(key)}</span>
              </Link>
            </li>
          ))}
        </ul>
      </header>
      <div>
        <Connection />
        <main id="main" className="mx-auto flex max-w-4xl flex-col gap-5 px-4 pt-2 pb-28 lg:px-8 lg:py-10">
          <Outlet />
        </main>
      </div>
    </div>
  );
}
