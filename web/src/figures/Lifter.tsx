/** A person pressing a barbell overhead; decoration. */
export function Lifter() {
  return (
    <svg viewBox="0 0 320 300" className="mx-auto w-full max-w-80 max-sm:hidden" aria-hidden="true" focusable="false">
      <circle cx="160" cy="160" r="132" fill="var(--accent-soft)" />
      <path d="M50 276h220" stroke="var(--edge)" strokeWidth="4" strokeLinecap="round" />
      <g stroke="var(--ink)" strokeWidth="7" strokeLinecap="round">
        <path d="M40 68h240" />
      </g>
      <g fill="var(--accent)">
        <rect x="52" y="30" width="16" height="76" rx="7" />
        <rect x="74" y="42" width="11" height="52" rx="5" />
        <rect x="252" y="30" width="16" height="76" rx="7" />
        <rect x="235" y="42" width="11" height="52" rx="5" />
      </g>
      <g fill="none" stroke="var(--ink)" strokeLinecap="round" strokeLinejoin="round">
        <path d="M134 138L112 106l8-38M186 138l22-32-8-38" strokeWidth="17" />
        <path d="M146 200l-10 38-10 34M174 200l10 38 10 34" strokeWidth="21" />
      </g>
      <path d="M132 130q28-14 56 0l-7 48q-1 30-21 30t-21-30z" fill="var(--accent)" />
      <circle cx="160" cy="98" r="20" fill="var(--ink)" />
    </svg>
  );
}
