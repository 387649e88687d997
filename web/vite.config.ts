import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import tailwind from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const api = process.env.FITAI_API ?? "http://127.0.0.1:8000";
const proxy = { "/api": { target: api, ws: true } };

/** Writes /sw.js with the names of all built files in it, so that the whole app opens without a connection. */
function serviceWorker(): Plugin {
  return {
    name: "service-worker",
    apply: "build",
    generateBundle(_, bundle) {
      const files = JSON.stringify(
        Object.keys(bundle)
          .filter((name) => name.startsWith("assets/"))
          .sort()
          .map((name) => `/${name}`),
      );
      const build = createHash("sha256").update(files).digest("hex").slice(0, 12);
      const source = readFileSync(new URL("./src/offline/worker.js", import.meta.url), "utf8");
      this.emitFile({
        type: "asset",
        fileName: "sw.js",
        source: source.replace("__FILES__", files).replace("__BUILD__", build),
      });
    },
  };
}

export default defineConfig({
  plugins: [react(), tailwind(), serviceWorker()],
  resolve: { alias: { "@": fileURLToPath(new URL("./src", import.meta.url)) } },
  server: { proxy },
  preview: { proxy },
  build: { target: "es2022" },
  test: { environment: "jsdom", include: ["tests/**/*.test.{ts,tsx}"], setupFiles: ["tests/setup.ts"] },
});
