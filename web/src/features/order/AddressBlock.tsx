// An address as it stands on a parcel of its country.
import type { Address } from '../../api/types';
import { countryName } from '../checkout/countries';

// Where the postal code stands behind the city and the state.
const codeLast = new Set(['US', 'CA', 'AU', 'GB', 'IE']);

function cityLine({ country, city, region, postal_code }: Address): string {
  if (!codeLast.has(country)) return [postal_code, city].join(' ') + (region ? `, ${region}` : '');
  return [[city, region].filter(Boolean).join(', '), postal_code].join(' ');
}

export function AddressBlock({ address }: { address: Address }) {
  const lines = [address.name, address.line1, address.line2, cityLine(address), countryName(address.country)].filter(Boolean);
  return (
    <address className="address">
      {lines.map((line, i) => (
        <span key={i}>{line}</span>
      ))}
    </address>
  );
}
