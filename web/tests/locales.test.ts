import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import ar from "@/i18n/locales/ar.json";
import en from "@/i18n/locales/en.json";
import fr from "@/i18n/locales/fr.json";

type Tree = { readonly [key: string]: string | Tree };

function texts(tree: Tree, start = ""): Map<string, string> {
  return new Map(
    Object.entries(tree).flatMap(([key, value]) =>
      typeof value === "string" ? [[start + key, value] as const] : [...texts(value, `${start}${key}.`)],
    ),
  );
}

const plain = (key: string) => key.replace(/_(zero|one|two|few|many|other)$/, "");
const all = { en: texts(en), fr: texts(fr), ar: texts(ar) };

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === "generated" ? [] : sources(path);
    return /\.tsx?$/.test(entry.name) ? [readFileSync(path, "utf8")] : [];
  });
}

describe("texts", () => {
  const keys = new Set([...all.en.keys()].map(plain));

  test.each(["fr", "ar"] as const)("%s has the keys of en", (locale) => {
    expect(new Set([...all[locale].keys()].map(plain))).toEqual(keys);
  });

  test.each(["en", "fr", "ar"] as const)("%s has every plural of its language", (locale) => {
    const categories = new Intl.PluralRules(locale).resolvedOptions().pluralCategories;
    const counted = new Set([...all[locale].keys()].filter((key) => plain(key) !== key).map(plain));
    for (const key of counted)
      for (const each of categories) expect([...all[locale].keys()]).toContain(`${key}_${each}`);
  });

  test.each(["fr", "ar"] as const)("%s names no parameter that en does not have", (locale) => {
    const names = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name);
    for (const [key, text] of all[locale]) {
      const english = [...all.en].filter(([other]) => plain(other) === plain(key)).flatMap(([, other]) => names(other));
      expect(english, key).toEqual(expect.arrayContaining(names(text)));
    }
  });

  test("every key written in the code is there", () => {
    const used = sources("src").flatMap((text) =>
      [...text.matchAll(/\bt\(\s*"([\w.]+)"/g)].map(([, key]) => key ?? ""),
    );
    expect(used.length).toBeGreaterThan(100);
    expect(used.filter((key) => !keys.has(key))).toEqual([]);
  });

  test("every group that the code builds keys of is there", () => {
    const built = sources("src").flatMap((text) =>
      [...text.matchAll(/\bt\(\s*`([\w.]+)\.\$\{/g)].map(([, group]) => `${group}.`),
    );
    for (const group of built)
      expect(
        [...keys].some((key) => key.startsWith(group)),
        group,
      ).toBe(true);
  });
});
