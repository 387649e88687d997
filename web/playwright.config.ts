import { defineConfig } from "@playwright/test";

// Runs against an app that is already up: `fitai up` and `npm run preview` (or one server that does both).
export default defineConfig({
  testDir: "e2e",
  timeout: 90_000,
  workers: 1,
  use: {
    baseURL: process.env.FITAI_WEB ?? "http://127.0.0.1:4173",
    locale: "en-GB",
    viewport: { width: 390, height: 844 },
    launchOptions: process.env.CHROMIUM ? { executablePath: process.env.CHROMIUM } : {},
  },
});
