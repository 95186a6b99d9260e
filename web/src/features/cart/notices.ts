// What a shopper should know about a cart before paying: prices that moved and lines that cannot be bought as they stand.
import { t } from '@lingui/core/macro';
import type { Cart, CartLine } from '../../api/types';
import { minorDigits } from '../../ui/money';

export interface PriceMove {
  line: CartLine;
  was: number;
  now: number;
  rose: boolean;
}

/** Prices that moved and were not acknowledged yet, in the cart's own order. A change back to the same price is none. */
export function priceMoves(cart: Pick<Cart, 'items'>): PriceMove[] {
  return cart.items.flatMap((line) => {
    const change = line.price_change;
    // Amounts of two currencies cannot be compared; that line has a notice of its own.
    if (line.problem === 'currency_differs') return [];
    return change && change.was !== change.now ? [{ line, was: change.was, now: change.now, rose: change.now > change.was }] : [];
  });
}

/** What stops a line, in words, and the one click that puts it right where there is one. */
export interface Obstacle {
  text: string;
  /** How many could be had instead. */
  take?: number;
  /** Nothing but taking the line out helps. */
  remove?: boolean;
}

const soldOut = (): Obstacle => ({ text: t`Out of stock for now. Save it for later, or remove it to check out.` });

export function obstacleOf(line: CartLine): Obstacle | null {
  const left = line.available_quantity ?? 0;
  switch (line.problem) {
    case 'out_of_stock':
      return soldOut();
    case 'less_available':
      return left > 0 ? { text: t`Only ${left} left.`, take: left } : soldOut();
    case 'no_longer_sold':
      return { text: t`No longer sold.`, remove: true };
    case 'choose_variant':
      return { text: t`Comes in variants now: remove it and choose one.`, remove: true };
    case 'currency_differs':
      return { text: t`Now sold in another currency.`, remove: true };
    default:
      // Null is no obstacle: nobody can say it now, and the order finds out.
      return line.available === false ? { text: t`Not available at the moment.` } : null;
  }
}

/** How many lines have to be put right before the cart can be bought. */
export function obstacles(cart: Pick<Cart, 'items'>): number {
  return cart.items.filter((line) => obstacleOf(line) !== null).length;
}

/** The cart as it will be when the quantity has been changed: sums as far as the page can know them. The host's answer takes its place. */
export function withQuantity(cart: Cart, productId: string, quantity: number): Cart {
  const changed = cart.items.find((line) => line.product_id === productId);
  if (!changed) return cart;
  const cents = 10 ** minorDigits(changed.currency);
  const subtotal = Math.round(changed.price * cents) * quantity / cents;
  const total = Math.round((cart.total_price - changed.subtotal + subtotal) * cents) / cents;
  return {
    ...cart,
    items: cart.items.map((line) => (line === changed ? { ...line, quantity, subtotal } : line)),
    total_items: cart.total_items - changed.quantity + quantity,
    total_price: total,
  };
}
