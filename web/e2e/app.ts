// What every journey begins with: accounts, a log-in, the check for accessibility, pictures, and a page that reports
// what the browser complains of.
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import AxeBuilder from "@axe-core/playwright";
import { test as base, expect, type Page } from "@playwright/test";
import { databaseUrl, PYTHON, ROOT } from "./stack";

export { expect };

export const PASSWORD = "three quiet rowing machines";

/** Everything that the content security policy stopped, or that was thrown and not caught, fails the journey. */
export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(error.message));
      page.on("console", (message) => {
        if (message.text().includes("Content Security Policy")) complaints.push(message.text());
      });
      await use(complaints);
      expect(complaints).toEqual([]);
    },
    { auto: true },
  ],
});

const mail = () => `web-${randomBytes(6).toString("hex")}@example.org`;

/** An account made from the command line, which no limit by address slows; returns its e-mail address. */
export function account({ admin = false } = {}): string {
  const email = mail();
  const words = ["-m", "cli.main", "user", "create", email, "--password", PASSWORD, ...(admin ? ["--admin"] : [])];
  execFileSync(PYTHON, words, { cwd: ROOT, env: { ...process.env, PYTHONPATH: ROOT, DATABASE_URL: databaseUrl() } });
  return email;
}

/** Log in by the page, in English. */
export async function logIn(page: Page, email: string): Promise<void> {
  await page.goto("/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await page.waitForURL((url) => url.pathname !== "/login");
}

/** Make an account by the page; returns its e-mail address. */
export async function register(page: Page): Promise<string> {
  const email = mail();
  await page.goto("/register");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { name: "Your plan, from a few answers" })).toBeVisible();
  return email;
}

/** No serious or critical finding of axe on the page as it is. */
export async function accessible(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

/** A picture for people to look at: test-results/screenshots/PROJECT-NAME.png. */
export async function shot(page: Page, name: string): Promise<void> {
  await page.screenshot({ path: `test-results/screenshots/${test.info().project.name}-${name}.png` });
}

/** Call the interface as the page's person: a request with the session's cookie and its CSRF token. */
export async function api(page: Page, method: string, path: string, data?: unknown): Promise<unknown> {
  const me = (await (await page.request.get("/api/me")).json()) as { csrf_token: string };
  const headers = { "X-CSRF-Token": me.csrf_token, "Idempotency-Key": randomBytes(12).toString("hex") };
  const reply = await page.request.fetch(path, { method, headers, data });
  expect(reply.ok(), `${method} ${path}: ${reply.status()} ${await reply.text()}`).toBe(true);
  return reply.status() === 204 ? null : reply.json();
}

/** Store a profile and have a plan made, without the pages. */
export async function planned(page: Page, profile: unknown): Promise<void> {
  await api(page, "PUT", "/api/profile", profile);
  await api(page, "POST", "/api/plans", { reason: "initial" });
  await expect.poll(async () => (await page.request.get("/api/plans/current")).status(), { timeout: 30_000 }).toBe(200);
}
