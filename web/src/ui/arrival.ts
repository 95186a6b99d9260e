// Days of a delivery for people: both with their weekday, the year only where it is not this one.
import { t } from '@lingui/core/macro';
import { locale } from '../i18n/languages';

const dayOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

function words(day: string, thisYear: number): string {
  const date = dayOf(day);
  const year = date.getUTCFullYear() === thisYear ? undefined : ('numeric' as const);
  return new Intl.DateTimeFormat(locale(), { weekday: 'short', day: 'numeric', month: 'short', year, timeZone: 'UTC' }).format(date);
}

/** "Tue, Jan 20", "Tue, Jan 20 to Thu, Jan 22", or nothing where no day is known. */
export function arrival(from: string | null | undefined, to: string | null | undefined, now: Date = new Date()): string {
  if (!from) return '';
  const year = now.getUTCFullYear();
  return !to || to === from ? words(from, year) : t`${words(from, year)} to ${words(to, year)}`;
}
