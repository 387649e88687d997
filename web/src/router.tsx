import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { Filters } from "@/admin/types";
import { isOffline, Problem } from "@/api/problem";
import { queries, queryClient } from "@/api/queries";
import { owner } from "@/auth/owner";
import { Home } from "@/pages/Home";
import { NotFound } from "@/pages/NotFound";
import { Loading } from "@/ui/Loading";
import { ProblemNote } from "@/ui/ProblemNote";
import { Shell } from "@/ui/Shell";

/** Whether somebody is logged in; without a connection, who was here last counts. */
async function loggedIn(): Promise<boolean> {
  try {
    await queryClient.ensureQueryData(queries.me);
    return true;
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return false;
    if (isOffline(error)) return owner() !== null;
    throw error;
  }
}

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: NotFound,
  errorComponent: ({ error }) => (
    <main className="mx-auto max-w-xl p-4">
      <ProblemNote error={error} again={() => location.reload()} />
    </main>
  ),
});

const home = createRoute({
  getParentRoute: () => root,
  path: "/",
  beforeLoad: async () => {
    if (owner() && (await loggedIn())) throw redirect({ to: "/dashboard" });
  },
  component: Home,
});
const enter = lazyRouteComponent(() => import("@/auth/Enter"), "LogIn");
const join = lazyRouteComponent(() => import("@/auth/Enter"), "Register");
const login = createRoute({ getParentRoute: () => root, path: "/login", component: enter });
const register = createRoute({ getParentRoute: () => root, path: "/register", component: join });

/** Everything below asks for an account. */
const inside = createRoute({
  getParentRoute: () => root,
  id: "inside",
  beforeLoad: async () => {
    if (!(await loggedIn())) throw redirect({ to: "/login" });
  },
  component: Outlet,
});
const welcome = createRoute({
  getParentRoute: () => inside,
  path: "/welcome",
  component: lazyRouteComponent(() => import("@/onboarding/Onboarding"), "Onboarding"),
});
const making = createRoute({
  getParentRoute: () => inside,
  path: "/making/$job",
  component: lazyRouteComponent(() => import("@/pages/Making"), "Making"),
});

const framed = createRoute({ getParentRoute: () => inside, id: "framed", component: Shell });
const dashboard = createRoute({
  getParentRoute: () => framed,
  path: "/dashboard",
  component: lazyRouteComponent(() => import("@/pages/Dashboard"), "Dashboard"),
});
const plan = createRoute({
  getParentRoute: () => framed,
  path: "/plan",
  component: lazyRouteComponent(() => import("@/plan/PlanPage"), "PlanPage"),
});
const train = createRoute({
  getParentRoute: () => framed,
  path: "/train",
  component: lazyRouteComponent(() => import("@/session/Train"), "Train"),
});
const progress = createRoute({
  getParentRoute: () => framed,
  path: "/progress",
  component: lazyRouteComponent(() => import("@/pages/Progress"), "Progress"),
});
const food = createRoute({
  getParentRoute: () => framed,
  path: "/food",
  component: lazyRouteComponent(() => import("@/food/Food"), "Food"),
});
const game = createRoute({
  getParentRoute: () => framed,
  path: "/game",
  component: lazyRouteComponent(() => import("@/pages/Game"), "Game"),
});
const chat = createRoute({
  getParentRoute: () => framed,
  path: "/chat/{-$chat}",
  component: lazyRouteComponent(() => import("@/chat/ChatPage"), "ChatPage"),
});
const trackers = createRoute({
  getParentRoute: () => framed,
  path: "/trackers",
  component: lazyRouteComponent(() => import("@/trackers/Trackers"), "Trackers"),
});

/** The operators' monitor: one lazy piece of script, and a frame that looks at who comes. */
const monitor = createRoute({
  getParentRoute: () => framed,
  path: "/admin",
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Frame"),
});
const overview = createRoute({
  getParentRoute: () => monitor,
  path: "/",
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Overview"),
});
const jobs = createRoute({
  getParentRoute: () => monitor,
  path: "/jobs",
  validateSearch: (search: Record<string, unknown>) => search as Filters,
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Jobs"),
});
const job = createRoute({
  getParentRoute: () => monitor,
  path: "/jobs/$job",
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Job"),
});
const dead = createRoute({
  getParentRoute: () => monitor,
  path: "/dead",
  validateSearch: (search: Record<string, unknown>) => search as Filters,
  component: lazyRouteComponent(() => import("@/admin/Admin"), "DeadLetters"),
});
const schedules = createRoute({
  getParentRoute: () => monitor,
  path: "/schedules",
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Schedules"),
});
const audit = createRoute({
  getParentRoute: () => monitor,
  path: "/audit",
  component: lazyRouteComponent(() => import("@/admin/Admin"), "Audit"),
});

const settings = createRoute({
  getParentRoute: () => framed,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/pages/Settings"), "Settings"),
});

export const router = createRouter({
  routeTree: root.addChildren([
    home,
    login,
    register,
    inside.addChildren([
      welcome,
      making,
      framed.addChildren([
        dashboard,
        plan,
        train,
        progress,
        food,
        game,
        chat,
        trackers,
        monitor.addChildren([overview, jobs, job, dead, schedules, audit]),
        settings,
      ]),
    ]),
  ]),
  defaultPendingComponent: Loading,
  scrollRestoration: true,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
