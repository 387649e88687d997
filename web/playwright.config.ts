import { existsSync } from "node:fs";
import { defineConfig } from "@playwright/test";

// Debian's browser where there is one; CHROMIUM names another.
const chromium = process.env.CHROMIUM ?? ["/usr/bin/chromium-headless-shell", "/usr/bin/chromium"].find(existsSync);

export default defineConfig({
  testDir: "e2e",
  outputDir: "test-results/runs",
  globalSetup: "./e2e/stack.ts",
  timeout: 90_000,
  workers: 1,
  // A journey that passes only the second time is listed as flaky.
  retries: 1,
  reporter: [["list"]],
  use: {
    baseURL: process.env.FITAI_WEB,
    locale: "en-GB",
    timezoneId: "Europe/Brussels",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: { ...(chromium ? { executablePath: chromium } : {}), args: ["--no-sandbox"] },
  },
  projects: [
    { name: "phone", use: { viewport: { width: 390, height: 844 }, hasTouch: true } },
    { name: "desktop", use: { viewport: { width: 1280, height: 900 } }, grepInvert: /@phone/ },
  ],
});
