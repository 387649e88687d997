const KEY = "fitai.owner";

/** Whose data this device holds; null when nobody is logged in. Known without a connection too. */
export function owner(): string | null {
  return localStorage.getItem(KEY);
}

export function rememberOwner(id: string): void {
  localStorage.setItem(KEY, id);
}

export function forgetOwner(): void {
  localStorage.removeItem(KEY);
}
