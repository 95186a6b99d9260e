// Times as they are read while working: how long ago, and on the clock of the shop.
import { locale } from '../../i18n/languages';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** "5 min. ago", "2 days ago"; from a week on the day in the shop's zone. */
export function ago(at: Date, now: Date, zone: string): string {
  const passed = now.getTime() - at.getTime();
  const said = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'short' });
  const before = passed >= 0 ? -1 : 1;
  const apart = Math.abs(passed);
  if (apart < MINUTE_MS) return 'just now';
  if (apart < HOUR_MS) return said.format(before * Math.floor(apart / MINUTE_MS), 'minute');
  if (apart < DAY_MS) return said.format(before * Math.floor(apart / HOUR_MS), 'hour');
  if (apart < 7 * DAY_MS) return said.format(before * Math.floor(apart / DAY_MS), 'day');
  return inZone(at, { dateStyle: 'medium' }, zone);
}

/** To the minute, with the name of the zone. */
export function exactly(at: Date, zone: string): string {
  return `${inZone(at, { dateStyle: 'full', timeStyle: 'short' }, zone)} (${zone})`;
}

function inZone(at: Date, options: Intl.DateTimeFormatOptions, zone: string): string {
  try {
    return at.toLocaleString(locale(), { ...options, timeZone: zone });
  } catch {
    // A zone that this browser does not know: its own is better than no time.
    return at.toLocaleString(locale(), options);
  }
}
