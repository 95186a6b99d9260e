// An address while it is being typed, and when there is enough of it to ask what the order costs.
import type { Address } from '../../api/types';
import { hasPostalCodes } from './countries';

export const blankAddress: Address = { name: '', line1: '', line2: '', city: '', region: '', postal_code: '', country: '' };

const required: (keyof Address)[] = ['name', 'line1', 'city', 'country'];

export function isComplete(address: Address): boolean {
  const fields = hasPostalCodes(address.country) ? [...required, 'postal_code' as const] : required;
  return fields.every((field) => (address[field] ?? '').trim() !== '');
}

/** The place alone, for goods that are not sent. */
export function placeOf(address: Address): { country: string; region?: string; postal_code?: string } {
  const { country, region, postal_code } = cleaned(address);
  return { country, ...(region ? { region } : {}), ...(postal_code ? { postal_code } : {}) };
}

/** As the host takes it: trimmed, and empty optional members left out. */
export function cleaned(address: Address): Address {
  const clean: Address = {
    name: address.name.trim(),
    line1: address.line1.trim(),
    city: address.city.trim(),
    country: address.country,
  };
  if (address.postal_code?.trim() && hasPostalCodes(address.country)) clean.postal_code = address.postal_code.trim();
  if (address.line2?.trim()) clean.line2 = address.line2.trim();
  if (address.region?.trim()) clean.region = address.region.trim();
  return clean;
}

export function filledIn(address: Address | null | undefined): Address {
  return { ...blankAddress, ...address, line2: address?.line2 ?? '', postal_code: address?.postal_code ?? '', region: address?.region ?? '' };
}

/** For lists and choices. */
export function oneLine(address: Address): string {
  return [address.name, address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), address.region, address.country].filter(Boolean).join(', ');
}

/** Whether two are the same place for the same person, however absent lines are written. */
export function isSame(one: Address, other: Address): boolean {
  return oneLine(cleaned(filledIn(one))) === oneLine(cleaned(filledIn(other)));
}
