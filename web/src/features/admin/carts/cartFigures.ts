// Figures about carts: which there are, what share of carts was bought, and who a cart belongs to.
import type { CartChange, CartDay, CartFigures } from '../../../api/types';
import { shortId, words } from '../../../ui/words';

export type CartCount = 'created' | 'abandoned' | 'recovered' | 'converted';

export const counts: { name: CartCount; label: string; note: string }[] = [
  { name: 'created', label: 'Created', note: 'A first product was put in' },
  { name: 'abandoned', label: 'Abandoned', note: 'Left without an order' },
  { name: 'recovered', label: 'Recovered', note: 'Taken up again after that' },
  { name: 'converted', label: 'Converted', note: 'Bought' },
];

export const noFigures = (day: string): CartDay => ({ day, created: 0, abandoned: 0, recovered: 0, converted: 0, value: [] });

/** Bought carts by made ones, in words; without a made one there is nothing to measure against. */
export function conversion({ created, converted }: Pick<CartFigures, 'created' | 'converted'>): string {
  if (created === 0) return '–';
  const percent = (100 * converted) / created;
  return `${percent.toLocaleString(undefined, { maximumFractionDigits: percent < 10 ? 1 : 0 })} %`;
}

/** The highest of all four figures. */
export function highest(days: CartDay[]): number {
  return Math.max(0, ...days.flatMap((day) => counts.map(({ name }) => day[name])));
}

export function ownerWords(cart: { user_id: string; guest: boolean; email?: string | null }): string {
  return cart.email ?? `${cart.guest ? 'Guest' : 'Customer'} ${shortId(cart.user_id)}`;
}

/** A line of a cart's history. `name` is the product's, where the change is about one. */
export function changeWords(change: Pick<CartChange, 'change' | 'quantity_was' | 'quantity'>, name: string | null): string {
  const { change: what, quantity_was: was, quantity: now } = change;
  switch (what) {
    case 'item_added':
      return was === 0 ? `Added ${now} × ${name}` : `${name}: ${was} became ${now}`;
    case 'item_set':
      return `${name}: ${was} became ${now}`;
    case 'item_removed':
      return `Removed ${name}`;
    case 'saved':
      return `Saved ${name} for later`;
    case 'merged':
      return name ? `Merged from another cart: ${name}, now ${now}` : 'Merged with another cart';
    case 'coupon':
      return 'Coupon set or taken off';
    case 'email':
      return 'Address for the reminder set or taken back';
    case 'price_acknowledged':
      return name ? `New price seen: ${name}` : 'New prices seen';
    default:
      return name ? `${words(what)}: ${name}` : words(what);
  }
}
