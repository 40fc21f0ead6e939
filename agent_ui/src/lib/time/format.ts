const zone = "Asia/Seoul";
const part = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("en-CA", { timeZone: zone, hourCycle: "h23", ...options });
const timeOfDay = part({ hour: "2-digit", minute: "2-digit", second: "2-digit" });
const minuteOfDay = part({ hour: "2-digit", minute: "2-digit" });
const day = part({ year: "numeric", month: "2-digit", day: "2-digit" });

/** Whole seconds from `start` to `end` (milliseconds), never below zero. */
export function secondsBetween(start: number, end: number): number {
  return Math.max(0, Math.floor((end - start) / 1000));
}

/** `m:ss`, or `h:mm:ss` from one hour on. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${two(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${two(minutes % 60)}:${two(whole % 60)}`;
}

/** `14:02:37` in Seoul. */
export function clockTime(at: string | number): string {
  return timeOfDay.format(new Date(at));
}

/** `11-25 09:14` in Seoul; with the year when it is not the year of `now`. */
export function dayTime(at: string, now: number): string {
  const date = isoDay(at);
  const sameYear = isoDay(now).slice(0, 4) === date.slice(0, 4);
  return `${sameYear ? date.slice(5) : date} ${minuteOfDay.format(new Date(at))}`;
}

/** `2026-11-25`, the day in Seoul. */
export function isoDay(at: string | number): string {
  return day.format(new Date(at));
}

/** The weekday in words of `locale`, e.g. `수`. */
export function weekday(at: string | number, locale: string, style: "short" | "long" = "short"): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, weekday: style }).format(new Date(at));
}

/** The day as people say it in `locale`, e.g. `11월 25일 수요일`. */
export function spokenDay(at: string | number, locale: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone: zone, month: "long", day: "numeric", weekday: "long" }).format(new Date(at));
}
