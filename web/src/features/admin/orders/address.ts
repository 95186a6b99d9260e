// An address as text, as it stands on a parcel of its country.
import { formatAddress } from 'localized-address-format';
import type { Address } from '../../../api/types';
import { countryName } from '../../checkout/countries';

export function addressLines(address: Address): string[] {
  const lines = formatAddress({
    postalCountry: address.country,
    administrativeArea: address.region ?? undefined,
    locality: address.city,
    postalCode: address.postal_code ?? undefined,
    name: address.name,
    addressLines: [address.line1, address.line2 ?? ''].filter(Boolean),
  });
  return [...lines, countryName(address.country)];
}
