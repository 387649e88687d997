import { describe, expect, test } from "vitest";
import { blocks, inlines } from "@/chat/markdown";

describe("inline marks", () => {
  test("bold, slanted, code and a citation", () => {
    expect(inlines("**Three** sets of *ten*, see `RIR` [2].")).toEqual([
      { kind: "strong", of: [{ kind: "text", text: "Three" }] },
      { kind: "text", text: " sets of " },
      { kind: "em", of: [{ kind: "text", text: "ten" }] },
      { kind: "text", text: ", see " },
      { kind: "code", text: "RIR" },
      { kind: "text", text: " " },
      { kind: "cite", number: 2 },
      { kind: "text", text: "." },
    ]);
  });

  test.each(["javascript:alert(1)", "data:text/html,x", "//evil.example/x", "vbscript:x", "JaVaScRiPt:x"])(
    "%s is no link",
    (href) => expect(inlines(`[press](${href})`)).not.toContainEqual(expect.objectContaining({ kind: "link" })),
  );

  test("a page is a link, and may be marked inside", () => {
    expect(inlines("[a **b**](https://example.org/x)")).toEqual([
      {
        kind: "link",
        href: "https://example.org/x",
        of: [
          { kind: "text", text: "a " },
          { kind: "strong", of: [{ kind: "text", text: "b" }] },
        ],
      },
    ]);
  });

  test("a picture becomes its words", () => {
    expect(inlines("![a squat](https://example.org/x.png)")).toEqual([{ kind: "text", text: "a squat" }]);
  });

  test("HTML is text", () => {
    const html = '<img src=x onerror="alert(1)"><script>x</script>';
    expect(inlines(html)).toEqual([{ kind: "text", text: html }]);
  });

  test.each(["3 * 4 * 5", "snake_case_name", "**not closed", "2 ** 3", "[1"])("%s is only text", (text) => {
    expect(inlines(text)).toEqual([{ kind: "text", text }]);
  });
});

describe("blocks", () => {
  test("paragraphs, headings, lists and quotes", () => {
    const found = blocks("# Plan\nOne line\ngoes on\n\n- a\n- b\n3. c\n4. d\n> said");
    expect(found.map(({ kind }) => kind)).toEqual(["heading", "paragraph", "list", "list", "quote"]);
    expect(found[1]).toEqual({ kind: "paragraph", of: [{ kind: "text", text: "One line goes on" }] });
    expect(found[3]).toMatchObject({ ordered: true, start: 3 });
  });

  test("code keeps its lines and needs no end while it is being written", () => {
    expect(blocks("```\na\n  b\n```\nx")[0]).toEqual({ kind: "code", text: "a\n  b" });
    expect(blocks("```\na")[0]).toEqual({ kind: "code", text: "a" });
  });

  test("a table with its rows", () => {
    const [table] = blocks("| Lift | kg |\n|---|---|\n| Squat | 80 |");
    expect(table).toMatchObject({ kind: "table", rows: [[[{ text: "Squat" }], [{ text: "80" }]]] });
  });

  test("every beginning of a text has a reading that loses no letter", () => {
    const text = "## A **b**\n- *c* [1]\n\n`d` | e\n> f\n1. g ![h](x)";
    for (let end = 0; end <= text.length; end += 1) {
      const letters = JSON.stringify(blocks(text.slice(0, end)));
      for (const letter of "Abcdefg") if (text.slice(0, end).includes(letter)) expect(letters).toContain(letter);
    }
  });
});
