// A time from a day until a day, as forms have it: in days and times of the shop, which only the host knows as instants.
const DAY_MS = 86_400_000;
const MIDNIGHT = '00:00';

export interface WindowText {
  starts_day: string;
  starts_time: string;
  ends_day: string;
  ends_time: string;
}

/** What the host says of a window: instants, and what the shop's clocks show then. */
export interface Window {
  starts_at?: string | null;
  ends_at?: string | null;
  starts_at_local?: string | null;
  ends_at_local?: string | null;
}

/** What begins with a day or ends with one has no time. */
export function windowText(of: Window | null): WindowText {
  const [startsDay = '', startsTime = ''] = (of?.starts_at_local ?? '').split('T');
  const [endsDay = '', endsTime = ''] = (of?.ends_at_local ?? '').split('T');
  const whole = endsTime === MIDNIGHT;
  return {
    starts_day: startsDay,
    starts_time: startsTime === MIDNIGHT ? '' : startsTime,
    ends_day: whole ? new Date(Date.parse(`${endsDay}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10) : endsDay,
    ends_time: whole ? '' : endsTime,
  };
}

/** What is sent. A time that was not touched goes back as the instant it is: the shop's clocks may show it twice. */
export function windowBody(text: WindowText, before: Window | null): { starts_at: string | undefined; ends_at: string | undefined } {
  const was = windowText(before);
  return {
    starts_at: text.starts_day === was.starts_day && text.starts_time === was.starts_time ? (before?.starts_at ?? undefined) : shopTime(text.starts_day, text.starts_time),
    ends_at: text.ends_day === was.ends_day && text.ends_time === was.ends_time ? (before?.ends_at ?? undefined) : shopTime(text.ends_day, text.ends_time),
  };
}

/** In words, the last day inside; null where it has neither beginning nor end. */
export function windowWords(of: Window): string | null {
  const { starts_day, starts_time, ends_day, ends_time } = windowText(of);
  const at = (day: string, time: string) => [new Date(`${day}T00:00:00Z`).toLocaleDateString(undefined, { dateStyle: 'medium', timeZone: 'UTC' }), time].filter(Boolean).join(' ');
  if (starts_day && ends_day) return `${at(starts_day, starts_time)} – ${at(ends_day, ends_time)}`;
  if (starts_day) return `from ${at(starts_day, starts_time)}`;
  return ends_day ? `until ${at(ends_day, ends_time)}` : null;
}

/** Without a time a day is meant whole, which is what the host takes it for. */
function shopTime(day: string, time: string): string | undefined {
  return day === '' ? undefined : time === '' ? day : `${day}T${time}`;
}
