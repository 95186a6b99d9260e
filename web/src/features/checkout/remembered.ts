// What this device keeps of a guest who has agreed to it: who buys and where it goes. Nothing of how it is paid.
import type { TypedAddress } from './address';
import { blankAddress, cleaned, filledIn } from './address';

export interface Remembered {
  email: string;
  address: TypedAddress;
}

/** Under which name this tab keeps what was typed until an order is confirmed. A guest has no id. */
export const checkoutDraft = (userId: string | undefined): string => (userId ? `checkout-${userId}` : 'checkout');

const KEY = 'cartwright.buyer';

export function remembered(): Remembered | null {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as Partial<Remembered> | null;
    if (typeof kept?.email !== 'string' || typeof kept.address !== 'object' || kept.address === null) return null;
    const lines = Object.entries(kept.address).filter(([line, text]) => Object.hasOwn(blankAddress, line) && typeof text === 'string');
    return { email: kept.email, address: { ...blankAddress, ...Object.fromEntries(lines) } };
  } catch {
    // Another shop's, or an older one's: the form starts empty.
    return null;
  }
}

/** Null forgets it. */
export function remember(buyer: Remembered | null): void {
  try {
    if (buyer === null) localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, JSON.stringify({ email: buyer.email, address: filledIn(cleaned(buyer.address)) }));
  } catch {
    // A device that keeps nothing asks again next time.
  }
}
