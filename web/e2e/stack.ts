// Starts the whole product for the journeys and stops it again: `fitai up` with embedded services, without a model, on a
// free port and in a folder of its own. FITAI_WEB names an app that is up already; then nothing is started.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "../..");
export const PYTHON = process.env.PYTHON ?? join(ROOT, ".venv/bin/python");
const PATIENCE_MS = 90_000;

export default async function start(): Promise<(() => Promise<void>) | undefined> {
  if (process.env.FITAI_WEB) return undefined;
  const data = mkdtempSync(join(tmpdir(), "fitai-e2e-"));
  const stack = spawn(PYTHON, ["-m", "cli.main", "up", "--port", "0", "--engine", "none"], {
    cwd: ROOT,
    env: { ...process.env, PYTHONPATH: ROOT, COLUMNS: "200", FITAI_DATA_DIR: data, FITAI_LOG_LEVEL: "warning" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((done) => stack.once("exit", () => done()));
  process.once("exit", () => stack.kill("SIGTERM")); // whatever ends us ends it too
  let said = "";
  const url = new Promise<string>((found, lost) => {
    const read = (piece: Buffer) => {
      said += piece.toString();
      const ready = /is ready at (http:\S+)/.exec(said);
      if (ready?.[1]) found(ready[1]);
    };
    stack.stdout.on("data", read);
    stack.stderr.on("data", read);
    setTimeout(() => lost(new Error(`fitai up was not ready in time:\n${said}`)), PATIENCE_MS).unref();
    void ended.then(() => lost(new Error(`fitai up ended:\n${said}`)));
  });
  const stop = async () => {
    stack.kill("SIGTERM");
    await ended;
    mkdirSync("test-results", { recursive: true });
    writeFileSync("test-results/stack.log", said);
    rmSync(data, { recursive: true, force: true });
  };
  try {
    process.env.FITAI_WEB = await url;
    process.env.FITAI_E2E_DATA = data;
  } catch (error) {
    await stop();
    throw error;
  }
  return stop;
}

/** The address of the stack's own PostgreSQL, for `fitai user`; DATABASE_URL where the app was up already. */
export function databaseUrl(): string {
  const data = process.env.FITAI_E2E_DATA;
  if (!data) {
    if (process.env.DATABASE_URL) return process.env.DATABASE_URL;
    throw new Error("FITAI_WEB is an app that was up already: DATABASE_URL must name its database");
  }
  const password = readFileSync(join(data, "postgres.password"), "utf8").trim();
  const port = readFileSync(join(data, "pg/postmaster.pid"), "utf8").split("\n")[3];
  return `postgresql://fitai:${password}@127.0.0.1:${port}/fitai`;
}
