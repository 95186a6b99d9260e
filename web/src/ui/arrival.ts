// Days of a delivery for people: both with their weekday, the year only where it is not this one.
const dayOf = (day: string): Date => new Date(`${day}T00:00:00Z`);

function words(day: string, thisYear: number): string {
  const date = dayOf(day);
  const year = date.getUTCFullYear() === thisYear ? undefined : ('numeric' as const);
  // Browsers differ in the commas between them.
  return new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', year, timeZone: 'UTC' })
    .formatToParts(date)
    .filter((part) => part.type !== 'literal')
    .map((part) => part.value)
    .join(' ');
}

/** "Tue 20 Jan", "Tue 20 Jan to Thu 22 Jan", or nothing where no day is known. */
export function arrival(from: string | null | undefined, to: string | null | undefined, now: Date = new Date()): string {
  if (!from) return '';
  const year = now.getUTCFullYear();
  return !to || to === from ? words(from, year) : `${words(from, year)} to ${words(to, year)}`;
}
