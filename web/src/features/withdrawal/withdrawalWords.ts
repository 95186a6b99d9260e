// When a period of withdrawal ends, as people say it.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { dateTime } from '../../ui/words';

/** Why there is no right of withdrawal for a product, as its mark says. */
export const noWithdrawal: Record<string, MessageDescriptor> = {
  made_to_order: msg`No right of withdrawal: made to order.`,
  perishable: msg`No right of withdrawal: perishable.`,
};

/** The mark's own word where the page does not know it. */
export function noWithdrawalWords(mark: string): string {
  const known = noWithdrawal[mark];
  return known ? t(known) : mark;
}

/** The period ends at midnight; people read that as the last minute of the day before. */
export function endsAt(until: string): string {
  return dateTime(new Date(new Date(until).getTime() - 1).toISOString());
}
