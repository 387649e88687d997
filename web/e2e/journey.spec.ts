import type { Page } from "@playwright/test";
import { accessible, api, expect, PASSWORD, register, shot, test } from "./app";

async function next(page: Page) {
  await accessible(page);
  await page.getByRole("button", { name: "Next" }).click();
}

async function onboard(page: Page) {
  await page.getByLabel("Age in years").fill("34");
  await page.getByLabel("Height in cm").fill("168");
  await page.getByLabel("Weight in kg").fill("63");
  await page.getByText("Female", { exact: true }).click();
  await page.getByText("Intermediate", { exact: true }).click();
  await next(page);
  await page.getByText("Build muscle").click();
  await next(page);
  await page.getByText("7", { exact: true }).click();
  await next(page);
  await page.getByText("In a gym").click();
  await next(page);
  await page.getByRole("button", { name: "Knee, left" }).click();
  await next(page);
  await next(page);
  await next(page);
  await accessible(page);
  await page.getByRole("button", { name: "Make my plan" }).click();
  await expect(page.getByRole("heading", { name: "Your plan", exact: true })).toBeVisible({ timeout: 60_000 });
}

interface CurrentPlan {
  version: number;
  document: { days: { exercises: { exercise_id: string }[] }[] };
}

/** What a person tells over three days, dated as a device would have. */
function told(what: object): object[] {
  return [3, 2, 1].map((days) => {
    const at = new Date(Date.now() - days * 86_400_000).toISOString();
    return { id: crypto.randomUUID(), at, day: at.slice(0, 10), what };
  });
}

/** A session of three sets, begun with a connection, done without one, and sent when it is back. */
async function trainOffline(page: Page): Promise<void> {
  const context = page.context();
  await page.getByRole("combobox").selectOption({ index: 1 });
  await page.getByRole("button", { name: "Start", exact: true }).click();
  await accessible(page);
  await context.setOffline(true);
  for (let set = 0; set < 3; set += 1) {
    const load = page.getByLabel("Load (kg)");
    if ((await load.count()) > 0 && (await load.inputValue()) === "") await load.fill("40");
    const reserve = page.getByText("2", { exact: true }).last();
    if ((await page.getByText("How many more could you have done?").count()) > 0) await reserve.click();
    await page.getByRole("button", { name: "Set done" }).click();
  }
  await expect(page.getByText(/No connection/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole("progressbar", { name: /^3 of/ })).toBeVisible();
  await shot(page, "session");
  await context.setOffline(false);
  await expect(page.getByText(/No connection/)).toBeHidden();
  await accessible(page);
  await page.getByRole("button", { name: "Finish session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Finish session" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

const sets = async (page: Page) => {
  const { sessions } = (await api(page, "GET", "/api/history")) as { sessions: { exercises: { sets: unknown[] }[] }[] };
  return sessions.map(({ exercises }) => exercises.reduce((sum, each) => sum + each.sets.length, 0));
};

test("the whole journey: account, plan, session without a connection, change, meals, copy, end", async ({ page }) => {
  test.setTimeout(180_000);
  const email = await register(page);
  await onboard(page);
  await accessible(page);
  await shot(page, "plan");
  await page.getByText("Why?").first().click();
  await page.getByRole("button", { name: "Swap" }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");

  await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: "Train" }).click();
  await trainOffline(page);
  await expect.poll(() => sets(page)).toEqual([3]);

  // A change is proposed, and is in the plan once it is accepted.
  const plan = async () => (await api(page, "GET", "/api/plans/current")) as CurrentPlan;
  const before = await plan();
  const exercise = before.document.days.at(-1)?.exercises.at(-1)?.exercise_id;
  await api(page, "POST", "/api/events", { events: told({ type: "exercise.rated", exercise, enjoyment: 1 }) });
  await page.goto("/dashboard");
  await expect
    .poll(async () => ((await api(page, "GET", "/api/changes?state=proposed")) as { items: unknown[] }).items.length, {
      timeout: 20_000,
    })
    .toBeGreaterThan(0);
  await page.reload();
  await accessible(page);
  await shot(page, "proposal");
  await page.getByRole("button", { name: "Accept" }).first().click();
  await expect.poll(async () => (await plan()).version, { timeout: 20_000 }).toBeGreaterThan(before.version);

  await page.goto("/food");
  await page.getByRole("tab", { name: "Kitchen" }).click();
  await page.getByRole("button", { name: "Make a week of meals" }).click();
  await expect.poll(async () => (await page.request.get("/api/meals")).status(), { timeout: 60_000 }).toBe(200);
  await page.goto("/food");
  await page.getByRole("tab", { name: "Meals" }).click();
  await expect(page.getByText(/kcal/).first()).toBeVisible();
  await accessible(page);
  await shot(page, "food");

  // A copy of everything, and then nothing.
  const { download } = (await api(page, "POST", "/api/privacy/export")) as { download: string };
  await expect.poll(async () => (await page.request.get(download)).status(), { timeout: 20_000 }).toBe(200);
  expect((await (await page.request.get(download)).body()).subarray(0, 2).toString()).toBe("PK");
  await page.goto("/settings");
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("link", { name: "Log in" })).toBeVisible();
  expect((await page.request.get(download)).status()).toBe(401);
  await page.goto("/login");
  await page.getByLabel("E-mail address").fill(email);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toContainText("not_authenticated");
  await accessible(page);
});

test("JSON with mistakes names each field and what is allowed", async ({ page }) => {
  await register(page);
  await page.getByRole("button", { name: "Paste JSON instead" }).click();
  await page.getByLabel("Your profile as JSON").fill('{"personal_info": {"age": 5}, "goals": ["fly"]}');
  await page.getByRole("button", { name: "Check and store" }).click();
  await expect(page.getByText("personal_info.age = 5")).toBeVisible();
  await expect(page.getByText('goals[0] = "fly"')).toBeVisible();
  await accessible(page);
  await page.getByRole("button", { name: "Fill in an example" }).click();
  await page.getByRole("button", { name: "Check and store" }).click();
  await expect(page.getByText("Stored as version 1.")).toBeVisible();
});

test("settings hold", async ({ page }) => {
  await register(page);
  await page.goto("/settings");
  await page.getByText("Dark", { exact: true }).click();
  await page.getByText("Pounds and inches").click();
  await page.getByRole("checkbox", { name: /Leaderboard/ }).scrollIntoViewIfNeeded();
  await accessible(page);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("radio", { name: "Pounds and inches" })).toBeChecked();
});
