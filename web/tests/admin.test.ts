import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import ar from "@/admin/locales/ar.json";
import en from "@/admin/locales/en.json";
import fr from "@/admin/locales/fr.json";
import { asked, filtersOf } from "@/admin/types";

type Tree = { readonly [key: string]: string | Tree };

function keys(tree: Tree, start = ""): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    typeof value === "string" ? [start + key] : keys(value, `${start}${key}.`),
  );
}

const known = keys(en);
const code = readdirSync("src/admin")
  .filter((name) => /\.tsx?$/.test(name))
  .map((name) => readFileSync(`src/admin/${name}`, "utf8"))
  .join("\n");

describe("the monitor's texts", () => {
  test("are the same in every language", () => {
    expect(keys(fr)).toEqual(known);
    expect(keys(ar)).toEqual(known);
  });

  test("are there for every key in the code", () => {
    const used = [...code.matchAll(/"((?:[a-z]+\.)+[a-zA-Z_0-9]+)"/g)].map(([, key]) => key ?? "");
    const groups = new Set(known.map((key) => key.split(".")[0]));
    const ours = used.filter((key) => groups.has(key.split(".")[0]) && !key.startsWith("plan."));
    expect(ours.length).toBeGreaterThan(60);
    expect(ours.filter((key) => !known.includes(key))).toEqual([]);
  });

  test("are there for every group of keys that the code builds", () => {
    const built = [...code.matchAll(/say\(`([\w.]+)\.\$\{/g)].map(([, group]) => `${group}.`);
    expect(built.length).toBeGreaterThan(5);
    expect(built.filter((group) => !known.some((key) => key.startsWith(group)))).toEqual([]);
  });
});

describe("filters", () => {
  test("are the texts of an address, and nothing else of it", () => {
    expect(filtersOf({ state: "failed", queue: "", user: 3, other: "x" })).toEqual({ state: "failed" });
  });

  test("become conditions one by one and times with a zone", () => {
    expect(asked({ args: "args.engine=tgi  seed=1", since: "2026-11-23T08:00" })).toEqual({
      args: ["engine=tgi", "seed=1"],
      since: new Date("2026-11-23T08:00").toISOString(),
    });
    expect(asked({ args: " " })).toEqual({});
  });
});
