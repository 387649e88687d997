// Measured and reported, in a browser that has nothing yet: script that a first visit loads (a limit), largest contentful
// paint and layout shift (budgets: 1.5 s and 0.05; times depend on the machine, so they are told and not judged).
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { account, expect, logIn, planned, test } from "./app";
import { ROOT } from "./stack";

const LIMIT = 200_000;

interface Vitals {
  path: string;
  lcpMs: number;
  shift: number;
  scriptBytes: number;
}

declare global {
  interface Window {
    vitals: { lcp: number; shift: number };
  }
}

test("what a page costs at the first visit @vitals", async ({ page, browser }) => {
  await logIn(page, account());
  await planned(page, JSON.parse(readFileSync(join(ROOT, "examples/profiles/bare.json"), "utf8")));
  const state = await page.context().storageState();
  const found: Vitals[] = [];
  for (const path of ["/", "/dashboard", "/plan", "/train"]) {
    const context = await browser.newContext({
      viewport: page.viewportSize(),
      baseURL: process.env.FITAI_WEB ?? "",
      serviceWorkers: "block",
      ...(path === "/" ? {} : { storageState: state }),
    });
    const fresh = await context.newPage();
    await fresh.addInitScript(() => {
      window.vitals = { lcp: 0, shift: 0 };
      new PerformanceObserver((list) => {
        window.vitals.lcp = list.getEntries().at(-1)?.startTime ?? 0;
      }).observe({ type: "largest-contentful-paint", buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
          if (!entry.hadRecentInput) window.vitals.shift += entry.value;
      }).observe({ type: "layout-shift", buffered: true });
    });
    await fresh.goto(path);
    await fresh.waitForLoadState("networkidle");
    const told = await fresh.evaluate(() => ({
      ...window.vitals,
      scriptBytes: (performance.getEntriesByType("resource") as PerformanceResourceTiming[])
        .filter(({ name }) => name.endsWith(".js"))
        .reduce((sum, { encodedBodySize }) => sum + encodedBodySize, 0),
    }));
    found.push({ path, lcpMs: Math.round(told.lcp), shift: told.shift, scriptBytes: told.scriptBytes });
    await context.close();
  }
  mkdirSync("test-results", { recursive: true });
  writeFileSync(`test-results/vitals-${test.info().project.name}.json`, JSON.stringify(found, null, 1));
  for (const { path, lcpMs, shift, scriptBytes } of found)
    console.log(
      `${path.padEnd(12)} LCP ${lcpMs} ms, shift ${shift.toFixed(3)}, script ${scriptBytes} bytes on the wire`,
    );
  expect(Math.max(...found.map(({ scriptBytes }) => scriptBytes))).toBeLessThan(LIMIT);
});
