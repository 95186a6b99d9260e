// An address while it is being typed: its rules, and when there is enough of it to ask what the order costs.
import { t } from '@lingui/core/macro';
import * as z from 'zod/mini';
import type { Address } from '../../api/types';
import { name, optional, text } from '../../ui/forms/rules';
import { hasPostalCodes, regionIn } from './countries';

/** As a form holds it: every line is there, if only empty. */
export interface TypedAddress {
  name: string;
  line1: string;
  line2: string;
  city: string;
  region: string;
  postal_code: string;
  country: string;
}

export const blankAddress: TypedAddress = { name: '', line1: '', line2: '', city: '', region: '', postal_code: '', country: '' };

export const addressNames = Object.keys(blankAddress) as (keyof TypedAddress)[];

const country = () => text(2, () => t`Please choose a country.`);

const lines = {
  name: name(),
  line1: text(120, () => t`Please enter street and number.`),
  line2: optional(120),
  city: text(120, () => t`Please enter the city.`),
  region: optional(120),
  postal_code: optional(16),
  country: country(),
};

/** What only some countries have, and those ask for. */
const placed = z.check<Pick<TypedAddress, 'country' | 'postal_code' | 'region'>>((ctx) => {
  const { country, postal_code, region } = ctx.value;
  const missing = (path: string, message: string) => ctx.issues.push({ code: 'custom', input: ctx.value, path: [path], message });
  if (country === '') return;
  if (hasPostalCodes(country) && postal_code === '') missing('postal_code', t`Please enter the postal code.`);
  if (regionIn(country) === 'needed' && region === '') missing('region', t`Please enter the state or region.`);
});

export const addressRules = z.object(lines).check(placed as never);
export const labelledRules = z.object({ ...lines, label: optional(60) }).check(placed as never);

/** Where nothing is sent, nobody is asked for a street; of what is fetched it says no more than who comes. */
export type Asks = 'address' | 'place' | 'name';

const loose = Object.fromEntries(addressNames.map((one) => [one, z.string()])) as Record<keyof TypedAddress, ReturnType<typeof z.string>>;

/** The same for the checkout, which asks for less of what is not sent. `others` are its further fields. */
export function destinationRules<Shape extends z.core.$ZodShape>(asks: Asks, others: Shape) {
  if (asks === 'address') return z.object({ ...lines, ...others }).check(placed as never);
  return z.object({ ...loose, ...(asks === 'name' ? { name: name() } : { country: country(), region: optional(120), postal_code: optional(16) }), ...others });
}

const required: (keyof TypedAddress)[] = ['name', 'line1', 'city', 'country'];

/** Enough for the host to take it; a page may ask for more. */
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
  if (address.region?.trim() && regionIn(address.country) !== 'none') clean.region = address.region.trim();
  return clean;
}

export function filledIn(address: Address | null | undefined): TypedAddress {
  const { name, line1, line2, city, region, postal_code, country } = { ...blankAddress, ...address };
  return { name, line1, city, country, line2: line2 ?? '', postal_code: postal_code ?? '', region: region ?? '' };
}

/** For lists and choices. */
export function oneLine(address: Address): string {
  return [address.name, address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), address.region, address.country].filter(Boolean).join(', ');
}

/** Whether two are the same place for the same person, however absent lines are written. */
export function isSame(one: Address, other: Address): boolean {
  return oneLine(cleaned(filledIn(one))) === oneLine(cleaned(filledIn(other)));
}
