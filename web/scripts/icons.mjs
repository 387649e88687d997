// Draws public/icon-*.png from public/icon.svg in a browser: `node scripts/icons.mjs` (CHROMIUM names the browser).
// The maskable one fills its square, for phones cut it to their own shape.
import { readFileSync } from "node:fs";
import { chromium } from "@playwright/test";

const svg = readFileSync("public/icon.svg", "utf8");
const filled = svg
  .replace('rx="16"', "")
  .replace('viewBox="0 0 64 64"', 'viewBox="-8 -8 80 80" style="background:#1f6b57"');
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
  args: ["--no-sandbox"],
});
for (const [name, side, drawing] of [
  ["icon-192", 192, svg],
  ["icon-512", 512, svg],
  ["icon-maskable-512", 512, filled],
]) {
  const page = await browser.newPage({ viewport: { width: side, height: side } });
  await page.setContent(`<style>*{margin:0}svg{display:block;width:100vw;height:100vh}</style>${drawing}`);
  await page.screenshot({ path: `public/${name}.png`, omitBackground: true });
}
await browser.close();
