// Where a shopper wants things to be sent, as far as this device knows, and what shipping there looks like.
import { useQuery } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';
import { readOutlook } from '../../api/shop';
import type { ShippingOutlook } from '../../api/types';
import { keepDevice, readDevice } from '../../ui/browser/device';
import { useSession } from '../../ui/browser/useSession';

const KEY = 'country';
const isCountry = (value: unknown): value is string => typeof value === 'string' && /^[A-Z]{2}$/.test(value);

/** The country that the languages of the browser speak of, as "en-US" does; empty where none does. */
export function countryOf(languages: readonly string[]): string {
  for (const language of languages) {
    try {
      const region = new Intl.Locale(language).region;
      if (isCountry(region)) return region;
    } catch {
      // A browser may be told any word.
    }
  }
  return '';
}

let chosen = readDevice(KEY, isCountry, '');
const listeners = new Set<() => void>();

export function chooseCountry(code: string): void {
  chosen = code;
  keepDevice(KEY, code || null);
  for (const listener of listeners) listener();
}

function useCountry(): string {
  const { session } = useSession();
  const own = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => chosen,
  );
  return own || session?.user.address?.country || countryOf(typeof navigator === 'undefined' ? [] : navigator.languages);
}

/** `currency` null: nothing is to be sent, and nobody is asked. */
export function useOutlook(currency: string | null): { country: string; outlook: ShippingOutlook | null; pending: boolean } {
  const country = useCountry();
  const found = useQuery({
    queryKey: ['shop', 'shipping', country, currency],
    queryFn: ({ signal }) => readOutlook(country, currency ?? '', signal),
    enabled: currency !== null && country !== '',
    staleTime: 10 * 60_000,
  });
  return { country, outlook: found.data ?? null, pending: found.isLoading };
}

/** The value of the goods from which on some way of shipping is free; null where none ever is. */
export function freeFrom(outlook: ShippingOutlook): number | null {
  const found = outlook.methods.flatMap((method) => (method.free_from == null ? [] : [method.free_from]));
  return found.length > 0 ? Math.min(...found) : null;
}
