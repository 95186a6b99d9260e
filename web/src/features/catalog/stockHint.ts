// What a shopper is told about stock: enough to decide, no more.
import { words } from '../../ui/words';

const FEW = 5;

export interface StockHint {
  text: string;
  tone: 'out' | 'few' | 'in';
}

export function stockHint(available: number | null | undefined): StockHint | null {
  if (available === null || available === undefined) return null;
  if (available <= 0) return { text: 'Sold out', tone: 'out' };
  if (available <= FEW) return { text: words(`only ${available} left`), tone: 'few' };
  return { text: 'In stock', tone: 'in' };
}
