import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, account, expect, logIn, planned, shot, test } from "./app";
import { ROOT } from "./stack";

const PAGES = ["/dashboard", "/plan", "/train", "/progress", "/food", "/game", "/chat", "/trackers", "/settings"];

test("the whole app in Arabic: from right to left, nothing over the edge, nothing left in English", async ({
  page,
}) => {
  test.setTimeout(180_000);
  const profile = JSON.parse(readFileSync(join(ROOT, "examples/profiles/bare.json"), "utf8"));
  await logIn(page, account());
  await planned(page, { ...profile, locale: "ar" });
  await page.goto("/settings");
  await page.getByRole("combobox").first().selectOption("ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  for (const path of PAGES) {
    await page.goto(path);
    await expect(page.locator("html")).toHaveAttribute("lang", "ar");
    await expect(page.getByRole("heading", { level: 1 })).toContainText(/[\u0600-\u06ff]/);
    await page.waitForLoadState("networkidle");
    await accessible(page);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(over, `${path} is wider than the screen`).toBeLessThanOrEqual(0);
    await shot(page, `ar${path.replace("/", "-")}`);
  }
});

test("a visitor may choose Arabic before anything else", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("combobox").selectOption("ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("link", { name: "ابدأ" })).toBeVisible();
  await accessible(page);
});
