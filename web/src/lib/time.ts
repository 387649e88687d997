function two(value: number): string {
  return String(Math.trunc(Math.abs(value))).padStart(2, "0");
}

/** The calendar day on this device, `2026-11-23`. */
export function dayOf(at: Date): string {
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** The time with this device's offset from UTC, as events carry it. */
export function stampOf(at: Date): string {
  const offset = -at.getTimezoneOffset();
  const zone = `${offset < 0 ? "-" : "+"}${two(offset / 60)}:${two(offset % 60)}`;
  return `${dayOf(at)}T${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}${zone}`;
}

/** Noon of a calendar day, so that no zone moves it to another. */
export function dateOf(day: string): Date {
  return new Date(`${day}T12:00:00`);
}

/** The calendar day so many days after another. */
export function daysAfter(day: string, count: number): string {
  const date = dateOf(day);
  date.setDate(date.getDate() + count);
  return dayOf(date);
}

/** Seconds as minutes and seconds, `1:30`. */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${two(whole % 60)}`;
}
