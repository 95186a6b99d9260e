// When a period of withdrawal ends, as people say it.
import { dateTime } from '../../ui/words';

/** The period ends at midnight; people read that as the last minute of the day before. */
export function endsAt(until: string): string {
  return dateTime(new Date(new Date(until).getTime() - 1).toISOString());
}
