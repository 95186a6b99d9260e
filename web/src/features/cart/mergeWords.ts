// What became of each line of another cart that was merged into this one, in plain words.
import { t } from '@lingui/core/macro';
import type { MergedLine, MergeReport } from '../../api/types';

/** A report on its way to the page that shows it; it travels with the history entry, so that a reload keeps it and the next page does not have it. */
export interface Arrival {
  from: 'sign-in' | 'restore';
  status: MergeReport['status'];
  lines: MergedLine[];
}

/** Where a page's report is kept in `location.state`. */
export interface ArrivalState {
  arrivals?: Arrival[];
}

/** What signing in has to tell: lines, a merge that is still coming, or a cart that was lost on the way. Else nothing. */
export function arrivalState(merge: MergeReport | null, guestLines: number): ArrivalState {
  const telling = merge && (merge.lines.length > 0 || merge.status === 'later' || (merge.status === 'guest_token_invalid' && guestLines > 0));
  return telling ? { arrivals: [{ from: 'sign-in', status: merge.status, lines: merge.lines }] } : {};
}

export function fateWords(line: MergedLine): string {
  const { guest_quantity: brought, user_quantity: had, quantity, reason } = line;
  switch (line.fate) {
    case 'added':
      return t`${quantity} added to your cart.`;
    case 'summed':
      if (quantity === had) return t`Your cart had ${had} already; it stays at ${quantity}.`;
      return t`Your cart had ${had}, ${brought} came along: now ${quantity}.`;
    case 'capped':
      if (reason === 'quantity_limit') return t`Set to ${quantity}, the most a cart takes of one product.`;
      return quantity === had && had > 0 ? t`Stays at ${quantity}: there are not more in stock.` : t`Lowered to ${quantity}: there are not more in stock.`;
    case 'saved':
      return reason ? t`Saved for later: ${whyNot(reason)}.` : t`Saved for later, as it was before.`;
    default:
      if (reason === 'in_cart') return t`You have it already, so nothing changed.`;
      return had > 0 ? t`Your cart keeps its ${had}; nothing was added: ${whyNot(reason)}.` : t`Left out: ${whyNot(reason)}.`;
  }
}

function whyNot(reason: string | null | undefined): string {
  switch (reason) {
    case 'out_of_stock':
      return t`it is out of stock`;
    case 'quantity_limit':
      return t`a cart takes no more of one product`;
    case 'product_not_found':
      return t`it is no longer sold`;
    case 'cart_full':
      return t`your cart holds as many products as it can`;
    case 'currency_differs':
      return t`it is sold in another currency than the rest of your cart`;
    case 'saved_full':
      return t`your saved list is full`;
    default:
      return t`it could not come along`;
  }
}
