import { Tabs } from "radix-ui";

const TAB =
  "min-h-11 shrink-0 rounded-full px-4 font-semibold text-soft hover:text-ink data-[state=active]:bg-accent-soft data-[state=active]:text-ink";

/** The row of a page's tabs, each a value and its text. */
export function TabList({ label, tabs }: { label: string; tabs: readonly (readonly [string, string])[] }) {
  return (
    <Tabs.List aria-label={label} className="-mx-4 flex gap-1 overflow-x-auto px-4 py-1 print:hidden">
      {tabs.map(([value, text]) => (
        <Tabs.Trigger key={value} value={value} className={TAB}>
          {text}
        </Tabs.Trigger>
      ))}
    </Tabs.List>
  );
}
