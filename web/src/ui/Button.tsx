import type { ButtonHTMLAttributes } from "react";

const KINDS = {
  main: "bg-accent text-on-accent hover:opacity-90",
  quiet: "bg-sunk text-ink hover:bg-line",
  plain: "text-accent hover:bg-accent-soft",
  danger: "bg-danger-soft text-danger hover:opacity-85",
};
const SIZES = { small: "min-h-10 px-3 text-sm", normal: "min-h-11 px-4", big: "min-h-14 px-5 text-lg" };

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  kind?: keyof typeof KINDS;
  size?: keyof typeof SIZES;
}

export function buttonClass(kind: keyof typeof KINDS = "main", size: keyof typeof SIZES = "normal"): string {
  return `inline-flex items-center justify-center gap-2 rounded-control font-semibold transition-opacity disabled:opacity-50 ${KINDS[kind]} ${SIZES[size]}`;
}

export function Button({ kind = "main", size = "normal", className = "", type = "button", ...rest }: Props) {
  return <button type={type} className={`${buttonClass(kind, size)} ${className}`} {...rest} />;
}
