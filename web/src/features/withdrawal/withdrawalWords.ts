// When a period of withdrawal ends, as people say it.
import { dateTime } from '../../ui/words';

/** Why there is no right of withdrawal for a product, as its mark says. */
export const noWithdrawal: Record<string, string> = {
  made_to_order: 'No right of withdrawal: made to order.',
  perishable: 'No right of withdrawal: perishable.',
};

/** The period ends at midnight; people read that as the last minute of the day before. */
export function endsAt(until: string): string {
  return dateTime(new Date(new Date(until).getTime() - 1).toISOString());
}
