import { readFileSync } from "node:fs";
import { join } from "node:path";
import { accessible, account, expect, logIn, planned, shot, test } from "./app";
import { ROOT } from "./stack";

const PROFILE = JSON.parse(readFileSync(join(ROOT, "examples/profiles/bare.json"), "utf8"));

interface Turns {
  items: { state: string; text: string }[];
}

test("a question is answered whole though the connection was cut in the middle", async ({ page, context }) => {
  await logIn(page, account());
  await planned(page, PROFILE);
  await page.goto("/chat");
  await accessible(page);
  await page.getByLabel("Ask the coach").fill("How do I squat with good technique?");
  await page.getByRole("button", { name: "Send" }).click();
  await expect(page).toHaveURL(/\/chat\/[0-9a-f-]{36}/);
  await context.setOffline(true);
  await page.waitForTimeout(500);
  await context.setOffline(false);
  const chat = new URL(page.url()).pathname.split("/").at(-1);
  const turns = async () => (await (await page.request.get(`/api/chats/${chat}/turns`)).json()) as Turns;
  await expect.poll(async () => (await turns()).items[0]?.state, { timeout: 30_000 }).toBe("done");
  await expect(page.getByRole("button", { name: "Open source 1" })).toBeVisible({ timeout: 30_000 });
  const stored = (await turns()).items[0]?.text.split(" [")[0] ?? "";
  expect(stored.length).toBeGreaterThan(20);
  await expect(page.getByRole("main").getByRole("listitem").first()).toContainText(stored);
  await accessible(page);
  await shot(page, "chat");
  await page.reload();
  await expect(page.getByText("How do I squat with good technique?").first()).toBeVisible();
});
