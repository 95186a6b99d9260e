// Figures about carts: which there are, what share of carts was bought, and who a cart belongs to.
import type { CartDay, CartFigures } from '../../api/types';
import { shortId } from '../../ui/words';
import { axisTop } from './salesDays';

export type CartCount = 'created' | 'abandoned' | 'recovered' | 'converted';

export const counts: { name: CartCount; label: string; note: string }[] = [
  { name: 'created', label: 'Created', note: 'A first product was put in' },
  { name: 'abandoned', label: 'Abandoned', note: 'Left without an order' },
  { name: 'recovered', label: 'Recovered', note: 'Gone on with after that' },
  { name: 'converted', label: 'Converted', note: 'Bought' },
];

export const noFigures = (day: string): CartDay => ({ day, created: 0, abandoned: 0, recovered: 0, converted: 0, value: [] });

/** Bought carts by made ones, in words; without a made one there is nothing to measure against. */
export function conversion({ created, converted }: Pick<CartFigures, 'created' | 'converted'>): string {
  if (created === 0) return '–';
  const percent = (100 * converted) / created;
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`;
}

/** One axis for all four charts, so that their bars can be compared; half a cart is no mark on it. */
export function commonTop(days: CartDay[]): number {
  const highest = Math.max(0, ...days.flatMap((day) => counts.map(({ name }) => day[name])));
  return Math.max(2, axisTop(highest));
}

export function ownerWords(cart: { user_id: string; guest: boolean; email?: string | null }): string {
  return cart.email ?? `${cart.guest ? 'Guest' : 'Customer'} ${shortId(cart.user_id)}`;
}
