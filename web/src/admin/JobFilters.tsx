import { type FormEvent, type ReactNode, useId } from "react";
import { useSay } from "@/admin/texts";
import { type Filters, filtersOf, KINDS, STATES } from "@/admin/types";
import { Button } from "@/ui/Button";

function Labelled({ label, children }: { label: string; children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className="min-w-0">
      <label htmlFor={id} className="mb-1 block text-xs font-medium text-soft">
        {label}
      </label>
      {children(id)}
    </div>
  );
}

/** The filters as a form; they take effect together, so that typing does not ask the server at each letter. */
export function JobFilters({
  filters,
  fixed,
  onChange,
}: {
  filters: Filters;
  fixed: boolean;
  onChange: (filters: Filters) => void;
}) {
  const say = useSay();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    onChange(filtersOf(Object.fromEntries(new FormData(event.currentTarget))));
  };
  const text = (name: keyof Filters, label: string, rest: { type?: string; placeholder?: string } = {}) => (
    <Labelled label={label}>
      {(id) => <input id={id} name={name} dir="ltr" className="control" defaultValue={filters[name] ?? ""} {...rest} />}
    </Labelled>
  );
  const choice = (
    name: "state" | "kind",
    label: string,
    options: readonly string[],
    shown: (value: string) => string,
  ) => (
    <Labelled label={label}>
      {(id) => (
        <select id={id} name={name} className="control" defaultValue={filters[name] ?? ""}>
          <option value="">{say("filter.any")}</option>
          {options.map((each) => (
            <option key={each} value={each}>
              {shown(each)}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
  const open = Object.keys(filters).length > 0 || matchMedia("(min-width: 48rem)").matches;
  return (
    <details open={open} className="group rounded-card border border-line bg-card p-4">
      <summary className="flex min-h-6 items-center justify-between font-semibold">
        {say("filter.title")}
        <span aria-hidden="true" className="transition-transform group-open:rotate-180">
          ▾
        </span>
      </summary>
      <form key={JSON.stringify(filters)} onSubmit={submit} className="mt-3 flex flex-col gap-3">
        <div className="grid grid-cols-2 gap-3 md:grid-cols-4">
          {fixed ? null : choice("state", say("job.state"), STATES, (each) => say(`state.${each}`))}
          {choice("kind", say("job.kind"), KINDS, (each) => each)}
          {text("queue", say("job.queue"))}
          {text("user", say("job.user"), { placeholder: "UUID" })}
          {text("args", say("filter.args"), { placeholder: "engine=remote seed=1" })}
          {text("since", say("filter.since"), { type: "datetime-local" })}
          {text("until", say("filter.until"), { type: "datetime-local" })}
        </div>
        <div className="flex flex-wrap gap-2">
          <Button type="submit" size="small">
            {say("filter.apply")}
          </Button>
          <Button kind="plain" size="small" onClick={() => onChange({})}>
            {say("filter.clear")}
          </Button>
        </div>
      </form>
    </details>
  );
}
