import { memo, type ReactNode, useMemo } from "react";
import { useTranslation } from "react-i18next";
import { type Block, blocks, type Inline } from "@/chat/markdown";

type OnCite = (number: number) => void;

function Cite({ number, onCite }: { number: number; onCite: OnCite | undefined }) {
  const { t } = useTranslation();
  if (!onCite) return <sup>[{number}]</sup>;
  return (
    <button
      type="button"
      aria-label={t("chat.source", { number })}
      className="mx-0.5 inline-grid min-h-6 min-w-6 place-items-center rounded-full bg-accent-soft px-1 align-baseline text-xs font-semibold text-accent"
      onClick={() => onCite(number)}
    >
      {number}
    </button>
  );
}

function inline(each: Inline, key: number, onCite: OnCite | undefined): ReactNode {
  const inner = (of: readonly Inline[]) => of.map((one, index) => inline(one, index, onCite));
  switch (each.kind) {
    case "text":
      return each.text;
    case "strong":
      return <strong key={key}>{inner(each.of)}</strong>;
    case "em":
      return <em key={key}>{inner(each.of)}</em>;
    case "code":
      return (
        <code key={key} dir="ltr" className="rounded bg-sunk px-1">
          {each.text}
        </code>
      );
    case "link":
      return (
        <a
          key={key}
          href={each.href}
          target="_blank"
          rel="noopener noreferrer nofollow"
          className="text-accent underline"
        >
          {inner(each.of)}
        </a>
      );
    case "cite":
      return <Cite key={key} number={each.number} onCite={onCite} />;
  }
}

const Shown = memo(function Shown({ block, onCite }: { block: Block; onCite: OnCite | undefined }) {
  const inner = (of: readonly Inline[]) => of.map((each, index) => inline(each, index, onCite));
  switch (block.kind) {
    case "paragraph":
      return <p>{inner(block.of)}</p>;
    case "heading":
      return <h3 className="text-base">{inner(block.of)}</h3>;
    case "quote":
      return <blockquote className="border-s-4 border-line ps-3 text-soft">{inner(block.of)}</blockquote>;
    case "code":
      return (
        <pre dir="ltr" className="overflow-x-auto rounded-control bg-sunk p-3 text-sm">
          {block.text}
        </pre>
      );
    case "list": {
      const List = block.ordered ? "ol" : "ul";
      return (
        <List
          className={`space-y-1 ps-5 ${block.ordered ? "list-decimal" : "list-disc"}`}
          {...(block.ordered ? { start: block.start } : {})}
        >
          {block.items.map((item, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: items of a text only grow at its end
            <li key={index}>{inner(item)}</li>
          ))}
        </List>
      );
    }
    case "table":
      return (
        <div className="overflow-x-auto">
          <table className="w-full text-sm">
            <thead>
              <tr>
                {block.head.map((cell, index) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: cells have no name but their place
                  <th key={index} scope="col" className="p-1.5 text-start">
                    {inner(cell)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {block.rows.map((row, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: rows have no name but their place
                <tr key={at} className="border-t border-line">
                  {row.map((cell, index) => (
                    // biome-ignore lint/suspicious/noArrayIndexKey: cells have no name but their place
                    <td key={index} className="p-1.5">
                      {inner(cell)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      );
  }
});

/** A text of the coach. `onCite` opens a citation; without it the number stands as text. */
export function Markdown({ text, onCite }: { text: string; onCite?: OnCite }) {
  const found = useMemo(() => blocks(text), [text]);
  return (
    <div className="flex flex-col gap-3 break-words" dir="auto">
      {found.map((block, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a text only grows at its end
        <Shown key={index} block={block} onCite={onCite} />
      ))}
    </div>
  );
}
