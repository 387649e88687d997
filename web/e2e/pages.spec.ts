import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Locator, Page } from "@playwright/test";
import { accessible, account, expect, logIn, PASSWORD, planned, shot, test } from "./app";
import { ROOT } from "./stack";

const PROFILE = JSON.parse(readFileSync(join(ROOT, "examples/profiles/bare.json"), "utf8"));
const OPEN = ["/", "/login", "/register", "/no-such-page"];
const INSIDE = ["/dashboard", "/plan", "/train", "/progress", "/food", "/game", "/chat", "/trackers", "/settings"];

async function looked(page: Page, path: string, name: string): Promise<void> {
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await accessible(page);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(over, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
  await shot(page, name);
}

const nameOf = (path: string) => path.slice(1) || "home";

for (const scheme of ["light", "dark"] as const) {
  test(`every page can be used by everybody, in ${scheme}`, async ({ page }) => {
    test.setTimeout(180_000);
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of OPEN) await looked(page, path, `${scheme}-${nameOf(path)}`);
    await logIn(page, account());
    await looked(page, "/welcome", `${scheme}-welcome`);
    for (const path of INSIDE) await looked(page, path, `${scheme}-empty-${nameOf(path)}`);
    await planned(page, PROFILE);
    for (const path of INSIDE) await looked(page, path, `${scheme}-${nameOf(path)}`);
  });
}

/** Press Tab until the element has the focus. */
async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await wanted.waitFor();
  for (let step = 0; step < 80; step += 1) {
    await page.keyboard.press("Tab");
    if (await wanted.evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error("the keyboard does not get there");
}

test("the keyboard alone goes from the first page to a plan, and around in it", async ({ page }) => {
  const email = account();
  await page.goto("/");
  await tabTo(page, page.getByRole("link", { name: "Log in" }).first());
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByLabel("E-mail address"));
  await page.keyboard.type(email);
  await tabTo(page, page.getByLabel("Password"));
  await page.keyboard.type(PASSWORD);
  await page.keyboard.press("Enter");
  await page.waitForURL((url) => url.pathname !== "/login");
  await planned(page, PROFILE);
  await page.goto("/dashboard");
  const skip = page.getByRole("link", { name: "Skip to the content" });
  await tabTo(page, skip);
  await expect(skip).toBeInViewport();
  await tabTo(page, page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Plan" }));
  await page.keyboard.press("Enter");
  await expect(page.getByRole("heading", { name: "Your plan", exact: true })).toBeVisible();
  await tabTo(page, page.locator("summary", { hasText: "Why?" }).first());
  await page.keyboard.press("Enter");
  const swap = page.getByRole("button", { name: "Swap" }).first();
  await tabTo(page, swap);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog).toBeVisible();
  expect(await dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(swap).toBeFocused();
});

test("nothing moves for those who asked for less motion", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await logIn(page, account());
  await planned(page, PROFILE);
  for (const path of INSIDE) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    const moving = await page.evaluate(() =>
      document
        .getAnimations()
        .filter(({ playState, effect }) => playState === "running" && Number(effect?.getTiming().duration) > 10)
        .map(({ effect }) => (effect as KeyframeEffect).target?.outerHTML.slice(0, 120)),
    );
    expect(moving, path).toEqual([]);
  }
});
