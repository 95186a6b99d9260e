// The shop as this visit knows it. The host writes it into the page, so that nothing is shown under a wrong name first; a change in the
// admin is here at once for whoever makes it, and with the next page for everybody else.
import { createContext, useContext, useSyncExternalStore } from 'react';
import { readShop } from '../../api/shop';
import type { Shop } from '../../api/types';
import { applyLook } from './look';
import { writtenShop } from './writtenShop';

/** What a shop is called whose owner has not named it. */
export const UNNAMED = 'Cartwright';

const plain: Shop = {
  version: 0,
  name: UNNAMED,
  tagline: null,
  logo: null,
  colours: { accent: '#0b5d43', ink: '#16201c', banner: '#084833' },
  announcement: null,
  home: null,
  contact: { company: null, address: null, email: null, phone: null, register: null },
  time_zone: 'UTC',
  currency: 'USD',
  language: 'en',
  languages: ['en', 'de'],
  footer: null,
  sender: null,
};

let current: Shop = writtenShop() ?? plain;
const listeners = new Set<() => void>();

/** The shop as it is known now, for code outside of components. */
export const shopNow = (): Shop => current;

/** From now on the shop is this: after its owner has saved. */
export function showShop(next: Shop): void {
  current = next;
  applyLook(next.colours);
  for (const listener of listeners) listener();
}

/** Before the first page is drawn. */
export function startShop(): void {
  applyLook(current.colours);
  if (writtenShop()) return;
  // Where it cannot be had the pages go on under the plain name.
  readShop().then(showShop, () => undefined);
}

/** A shop that is only looked at, around a part of the page: what the owner is about to save. */
export const PreviewedShop = createContext<Shop | null>(null);

/** The shop's name, logo, colours, languages and all else that it says of itself. */
export function useShop(): Shop {
  const previewed = useContext(PreviewedShop);
  const known = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
  return previewed ?? known;
}

/** Who sells, in words: the shop's own goods go under the program's name until their seller has one, and that is the shop's by now. */
export function useSellerName(): <T extends string | null | undefined>(name: T) => T | string {
  const { name: called } = useShop();
  return (name) => (name === UNNAMED ? called : name);
}
