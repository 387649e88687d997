// The operators' journey: who may come in, a job from the list to its timeline, filters in the address, a paused queue,
// an action on many jobs with its preview, and the trail that all of it leaves.
import { accessible, account, api, expect, logIn, planned, shot, test } from "./app";

const PROFILE = {
  personal_info: { age: 30, gender: "male", height: 180, weight: 80, fitness_level: "beginner" },
  goals: ["muscle_gain"],
  preferences: { workout_duration: 60, days_per_week: 3, equipment_access: "full_gym" },
};

test("a person is told that the monitor is for administrators, and finds no link to it", async ({ page }) => {
  await logIn(page, account());
  await page.goto("/admin");
  await expect(page.getByText("This page is for administrators.")).toBeVisible();
  await expect(page.getByRole("link", { name: "Monitor" })).toHaveCount(0);
});

test("an operator pauses a queue, cancels what waits in it, and the trail says so", async ({ page }) => {
  await logIn(page, account({ admin: true }));
  await planned(page, PROFILE);
  await page.goto("/admin");
  await expect(page.getByRole("heading", { name: "Queues" })).toBeVisible();
  await expect(page.getByText("postgresql")).toBeVisible();
  await accessible(page);
  await shot(page, "admin-overview");

  const me = (await (await page.request.get("/api/me")).json()) as { id: string };
  await page.getByRole("button", { name: "Pause plans" }).click();
  await expect(page.getByText("Paused since")).toBeVisible();
  // A worker that was waiting for a message when the queue was paused looks at the pause within two seconds.
  await page.waitForTimeout(2500);
  try {
    for (const seed of [1, 2]) await api(page, "POST", "/api/plans", { reason: "different", seed });

    await page.goto(`/admin/jobs?user=${me.id}&kind=plan.create`);
    const rows = page.getByRole("row");
    await expect(rows).toHaveCount(4);
    await page.getByLabel("State").selectOption("queued");
    await page.getByRole("button", { name: "Apply filters" }).click();
    await expect(page).toHaveURL(/state=queued/);
    await expect(rows).toHaveCount(3);
    await accessible(page);
    await shot(page, "admin-jobs");

    await page.getByRole("button", { name: "Cancel all of these" }).click();
    const sheet = page.getByRole("dialog");
    await expect(sheet.getByText("will be cancelled: 2")).toBeVisible();
    await accessible(page);
    await sheet.getByRole("button", { name: "Cancel jobs: 2" }).click();
    await expect(sheet.getByText("stopping at their next step: 2")).toBeVisible();
    await sheet.getByRole("button", { name: "Done" }).click();
    await page.mouse.move(0, 0);
    await expect(page.getByText("No job fits these filters.")).toBeVisible();
  } finally {
    await api(page, "POST", "/api/admin/queues/plans/resume");
  }

  await page.goto(`/admin/jobs?user=${me.id}&state=succeeded`);
  await page.getByRole("link", { name: /plan\.create/ }).click();
  await expect(page.getByRole("img", { name: /attempts on a time axis/ })).toBeVisible();
  await expect(page.getByText("Succeeded").first()).toBeVisible();
  await accessible(page);
  await shot(page, "admin-job");

  await page.getByRole("link", { name: "Audit log" }).click();
  for (const action of ["queues.pause", "jobs.cancel", "queues.resume"])
    await expect(page.getByText(action).first()).toBeVisible();
  await accessible(page);
  await page.getByRole("link", { name: "Schedules" }).click();
  await expect(page.getByText("Bring overdue jobs back")).toBeVisible();
  await accessible(page);
});

test("lists stand still while they are held, and go on afterwards", async ({ page }) => {
  await logIn(page, account({ admin: true }));
  await api(page, "PUT", "/api/profile", PROFILE);
  const me = (await (await page.request.get("/api/me")).json()) as { id: string };
  await page.goto(`/admin/jobs?user=${me.id}`);
  await expect(page.getByText("No job fits these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Hold still" }).click();
  await api(page, "POST", "/api/plans", { reason: "initial" });
  await expect(page.getByText(/changes waiting/)).toBeVisible();
  await expect(page.getByText("No job fits these filters.")).toBeVisible();
  await page.getByRole("button", { name: "Go on" }).click();
  await expect(page.getByRole("link", { name: /plan\.create/ })).toBeVisible();
});
