// An address while it is being typed, and when there is enough of it to ask what the order costs.
import type { Address } from '../../api/types';

export const blankAddress: Address = { name: '', line1: '', line2: '', city: '', region: '', postal_code: '', country: '' };

const required: (keyof Address)[] = ['name', 'line1', 'city', 'postal_code', 'country'];

export function isComplete(address: Address): boolean {
  return required.every((field) => (address[field] ?? '').trim() !== '');
}

/** As the host takes it: trimmed, and empty optional members left out. */
export function cleaned(address: Address): Address {
  const clean: Address = {
    name: address.name.trim(),
    line1: address.line1.trim(),
    city: address.city.trim(),
    postal_code: address.postal_code.trim(),
    country: address.country,
  };
  if (address.line2?.trim()) clean.line2 = address.line2.trim();
  if (address.region?.trim()) clean.region = address.region.trim();
  return clean;
}

export function filledIn(address: Address | null | undefined): Address {
  return { ...blankAddress, ...address, line2: address?.line2 ?? '', region: address?.region ?? '' };
}
