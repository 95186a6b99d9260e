// The fields of an address, in the order in which people know theirs.
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { Problem } from '../../api/problem';
import type { Address } from '../../api/types';
import { locale } from '../../i18n/languages';
import { Field, SelectField } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { countries, hasPostalCodes } from './countries';

interface Props {
  address: Address;
  change: (address: Address) => void;
  problem?: Problem | null;
  required?: boolean;
}

export function AddressFields({ address, change, problem, required = true }: Props) {
  const { i18n, t } = useLingui();
  const all = useMemo(() => countries(locale()), [i18n.locale]);
  const text = (field: keyof Address, autoComplete: string) => ({
    name: field,
    autoComplete,
    maxLength: 120,
    value: address[field] ?? '',
    error: fieldError(problem, field),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ ...address, [field]: event.target.value }),
  });
  return (
    <div className="fields">
      <Field label={t`Full name`} required={required} {...text('name', 'shipping name')} />
      <Field label={t({ message: 'Address', context: 'street and number' })} required={required} {...text('line1', 'shipping address-line1')} />
      <Field label={t`Apartment, floor`} optional {...text('line2', 'shipping address-line2')} />
      {hasPostalCodes(address.country) && (
        <Field label={t`Postal code`} span="third" required={required} {...text('postal_code', 'shipping postal-code')} maxLength={16} />
      )}
      <Field
        label={t`City`}
        span={hasPostalCodes(address.country) ? 'two-thirds' : undefined}
        required={required}
        {...text('city', 'shipping address-level2')}
      />
      <SelectField
        label={t`Country`}
        name="country"
        span="half"
        required={required}
        autoComplete="shipping country"
        value={address.country}
        error={fieldError(problem, 'country')}
        onChange={(event) => change({ ...address, country: event.target.value })}
      >
        <option value=""><Trans>Choose…</Trans></option>
        {all.map((country) => (
          <option key={country.code} value={country.code}>
            {country.name}
          </option>
        ))}
      </SelectField>
      <Field label={t`State or region`} optional span="half" {...text('region', 'shipping address-level1')} />
    </div>
  );
}
