// The small part of Markdown that the coach writes, as values. Everything else stays the text it is: HTML is shown and
// never run, and a picture becomes its words, so that an answer loads nothing from anywhere.

export type Inline =
  | { kind: "text"; text: string }
  | { kind: "strong" | "em"; of: readonly Inline[] }
  | { kind: "code"; text: string }
  | { kind: "link"; href: string; of: readonly Inline[] }
  | { kind: "cite"; number: number };

export type Block =
  | { kind: "paragraph" | "quote"; of: readonly Inline[] }
  | { kind: "heading"; of: readonly Inline[] }
  | { kind: "list"; ordered: boolean; start: number; items: readonly (readonly Inline[])[] }
  | { kind: "code"; text: string }
  | { kind: "table"; head: readonly (readonly Inline[])[]; rows: readonly (readonly (readonly Inline[])[])[] };

const MARKS: readonly (readonly [RegExp, (match: RegExpExecArray) => Inline | null])[] = [
  [/^`([^`\n]+)`/, ([, text = ""]) => ({ kind: "code", text })],
  [/^!\[([^\]\n]*)\]\([^)\s]*\)/, ([, text = ""]) => ({ kind: "text", text })],
  [/^\[(\d{1,3})\](?!\()/, ([, number]) => ({ kind: "cite", number: Number(number) })],
  [/^\[([^\]\n]+)\]\(([^)\s]+)\)/, ([, text = "", href = ""]) => linked(text, href)],
  [/^\*\*(?=\S)(.+?\S|\S)\*\*/, ([, text = ""]) => ({ kind: "strong", of: inlines(text) })],
  [/^\*(?=[^\s*])([^*\n]*[^\s*])\*/, ([, text = ""]) => ({ kind: "em", of: inlines(text) })],
  [/^_(?=[^\s_])([^_\n]*[^\s_])_(?![\p{L}\p{N}])/u, ([, text = ""]) => ({ kind: "em", of: inlines(text) })],
];

/** A link only where it leads to a page: scripts and data addresses stay text. */
function linked(text: string, href: string): Inline {
  const safe = /^https?:\/\//i.test(href) || /^\/(?!\/)/.test(href);
  return safe ? { kind: "link", href, of: inlines(text) } : { kind: "text", text };
}

/** One line's text with its marks; a mark that is not closed yet (the answer is still coming) stays text. */
export function inlines(text: string): Inline[] {
  const found: Inline[] = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push({ kind: "text", text: plain });
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const rest = text.slice(at);
    const inWord = text[at] === "_" && /[\p{L}\p{N}]/u.test(text[at - 1] ?? "");
    const hit = /^[`![*_]/.test(rest) && !inWord ? firstMark(rest) : null;
    if (hit) {
      flush();
      found.push(hit.mark);
      at += hit.length;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return found;
}

function firstMark(rest: string): { mark: Inline; length: number } | null {
  for (const [pattern, make] of MARKS) {
    const match = pattern.exec(rest);
    const mark = match && make(match);
    if (match && mark) return { mark, length: match[0].length };
  }
  return null;
}

const FENCE = /^```/;
const HEADING = /^#{1,6}\s+(.*)$/;
const QUOTE = /^>\s?(.*)$/;
const BULLET = /^\s*[-*+•]\s+(.*)$/;
const NUMBERED = /^\s*(\d{1,3})[.)]\s+(.*)$/;
const ROW = /^\s*\|(.+)\|\s*$/;
const RULE = /^\s*\|?[\s:|-]+\|?\s*$/;

/** Reads lines from a place on and says where it stopped; null: not its kind. */
type Reader = (lines: readonly string[], at: number) => { block: Block; next: number } | null;

const line = (lines: readonly string[], at: number) => lines[at] ?? "";

/** The lines from `at` on that fit the pattern, as their last group. */
function run(lines: readonly string[], at: number, pattern: RegExp): string[] {
  const held: string[] = [];
  for (let index = at; index < lines.length; index += 1) {
    const match = pattern.exec(line(lines, index));
    if (!match) break;
    held.push(match.at(-1) ?? "");
  }
  return held;
}

const READERS: readonly Reader[] = [
  (lines, at) => {
    if (!FENCE.test(line(lines, at))) return null;
    const end = lines.findIndex((each, index) => index > at && FENCE.test(each));
    const last = end === -1 ? lines.length : end;
    return { block: { kind: "code", text: lines.slice(at + 1, last).join("\n") }, next: last + 1 };
  },
  (lines, at) => {
    const match = HEADING.exec(line(lines, at));
    return match ? { block: { kind: "heading", of: inlines(match[1] ?? "") }, next: at + 1 } : null;
  },
  (lines, at) => {
    const held = run(lines, at, QUOTE);
    return held.length
      ? { block: { kind: "quote", of: inlines(held.join(" ").trim()) }, next: at + held.length }
      : null;
  },
  (lines, at) => {
    const held = run(lines, at, BULLET);
    if (!held.length) return null;
    return { block: { kind: "list", ordered: false, start: 1, items: held.map(inlines) }, next: at + held.length };
  },
  (lines, at) => {
    const held = run(lines, at, NUMBERED);
    if (!held.length) return null;
    const start = Number(NUMBERED.exec(line(lines, at))?.[1] ?? 1);
    return { block: { kind: "list", ordered: true, start, items: held.map(inlines) }, next: at + held.length };
  },
  (lines, at) => {
    const held = run(lines, at, ROW);
    if (held.length < 2 || !RULE.test(line(lines, at + 1))) return null;
    const cells = held.map((each) => each.split("|").map((cell) => inlines(cell.trim())));
    const [head = [], , ...rows] = cells;
    return { block: { kind: "table", head, rows }, next: at + held.length };
  },
];

const STARTS = [FENCE, HEADING, QUOTE, BULLET, NUMBERED];

function paragraph(lines: readonly string[], at: number): { block: Block; next: number } {
  let next = at + 1;
  while (next < lines.length && line(lines, next).trim() && !STARTS.some((each) => each.test(line(lines, next))))
    next += 1;
  const text = lines.slice(at, next).map((each) => each.trim());
  return { block: { kind: "paragraph", of: inlines(text.join(" ")) }, next };
}

/** A text as blocks. Every text has a reading: what fits no rule is a paragraph. */
export function blocks(text: string): Block[] {
  const lines = text.replace(/\r\n?/g, "\n").split("\n");
  const found: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    if (!line(lines, at).trim()) {
      at += 1;
      continue;
    }
    let read: ReturnType<Reader> = null;
    for (const reader of READERS) {
      read = reader(lines, at);
      if (read) break;
    }
    const { block, next } = read ?? paragraph(lines, at);
    found.push(block);
    at = next;
  }
  return found;
}
