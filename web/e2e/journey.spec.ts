import AxeBuilder from "@axe-core/playwright";
import { expect, type Page, test } from "@playwright/test";

const PASSWORD = "three quiet rowing machines";

async function accessible(page: Page) {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === "serious" || impact === "critical");
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

async function register(page: Page) {
  await page.goto("/register");
  await page.getByLabel("E-mail address").fill(`web-${Date.now()}-${Math.round(Math.random() * 1e6)}@example.org`);
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Make the account" }).click();
  await expect(page.getByRole("heading", { name: "Your plan, from a few answers" })).toBeVisible();
}

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

test("from an account to a plan, and a session that survives a lost connection", async ({ page, context }) => {
  await register(page);
  await onboard(page);
  await accessible(page);
  await page.getByText("Why?").first().click();
  await page.getByRole("button", { name: "Swap" }).first().click();
  await expect(page.getByRole("dialog")).toBeVisible();
  await accessible(page);
  await page.keyboard.press("Escape");

  for (const place of ["Home", "Progress", "Food", "Game", "Train"]) {
    await page.getByRole("navigation", { name: "Pages" }).getByRole("link", { name: place }).click();
    await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
    await accessible(page);
  }

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
  await context.setOffline(false);
  await expect(page.getByText(/No connection/)).toBeHidden();
  await accessible(page);
  await page.getByRole("button", { name: "Finish session" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Finish session" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
  await expect
    .poll(async () => {
      const reply = await page.request.get("/api/history");
      const { sessions } = (await reply.json()) as { sessions: { exercises: { sets: unknown[] }[] }[] };
      return sessions.map(({ exercises }) => exercises.reduce((sum, { sets }) => sum + sets.length, 0));
    })
    .toEqual([3]);
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

test("settings hold, and an account that is deleted is gone", async ({ page }) => {
  await register(page);
  await page.goto("/settings");
  await page.getByText("Dark", { exact: true }).click();
  await page.getByText("Pounds and inches").click();
  await page.getByRole("checkbox", { name: /Leaderboard/ }).scrollIntoViewIfNeeded();
  await accessible(page);
  await page.reload();
  await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
  await expect(page.getByRole("radio", { name: "Pounds and inches" })).toBeChecked();
  const email = await page.getByText(/^web-.*@example\.org$/).textContent();
  await page.getByRole("button", { name: "Delete account" }).click();
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Delete for good" }).click();
  await expect(page.getByRole("link", { name: "Log in" })).toBeVisible();
  await page.goto("/login");
  await page.getByLabel("E-mail address").fill(email ?? "");
  await page.getByLabel("Password").fill(PASSWORD);
  await page.getByRole("button", { name: "Log in" }).click();
  await expect(page.getByRole("alert")).toContainText("not_authenticated");
  await accessible(page);
});

test("the whole app turns around in Arabic", async ({ page }) => {
  await page.goto("/");
  await page.getByRole("combobox").selectOption("ar");
  await expect(page.locator("html")).toHaveAttribute("dir", "rtl");
  await expect(page.getByRole("link", { name: "ابدأ" })).toBeVisible();
  await accessible(page);
});
