// What a shopper is told about stock: enough to decide, no more.
import { msg, t } from '@lingui/core/macro';

const FEW = 5;

/** While nobody can say what is left: the order finds out. */
export const checkedLater = msg`Availability is checked at checkout`;

export interface StockHint {
  text: string;
  tone: 'out' | 'few' | 'in' | 'unknown';
}

/** Null: nothing to say. A stock of null: nobody can say it now. */
export function stockHint(stock: { available: number } | null | undefined): StockHint | null {
  if (stock === undefined) return null;
  if (stock === null) return { text: t(checkedLater), tone: 'unknown' };
  const { available } = stock;
  if (available <= 0) return { text: t`Sold out`, tone: 'out' };
  if (available <= FEW) return { text: t`Only ${available} left`, tone: 'few' };
  return { text: t`In stock`, tone: 'in' };
}
