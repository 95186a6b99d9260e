// An address as it stands on a parcel.
import type { Address } from '../../api/types';
import { countryName } from '../checkout/countries';

export function AddressBlock({ address }: { address: Address }) {
  const lines = [address.name, address.line1, address.line2, [address.postal_code, address.city].filter(Boolean).join(' '), [address.region, countryName(address.country)].filter(Boolean).join(', ')];
  return (
    <address className="address">
      {lines
        .filter((line): line is string => Boolean(line))
        .map((line) => (
          <span key={line}>{line}</span>
        ))}
    </address>
  );
}
