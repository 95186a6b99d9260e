// What a shopper is told about stock: enough to decide, no more.
import { words } from '../../ui/words';

const FEW = 5;

/** While nobody can say what is left: the order finds out. */
export const checkedLater = 'Availability is checked at checkout';

export interface StockHint {
  text: string;
  tone: 'out' | 'few' | 'in' | 'unknown';
}

/** Null: nothing to say. A stock of null: nobody can say it now. */
export function stockHint(stock: { available: number } | null | undefined): StockHint | null {
  if (stock === undefined) return null;
  if (stock === null) return { text: checkedLater, tone: 'unknown' };
  const { available } = stock;
  if (available <= 0) return { text: 'Sold out', tone: 'out' };
  if (available <= FEW) return { text: words(`only ${available} left`), tone: 'few' };
  return { text: 'In stock', tone: 'in' };
}
