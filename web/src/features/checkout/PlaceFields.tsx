// Of an address what tax goes by: where nothing is sent, nobody is asked for a street.
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import type { Problem } from '../../api/problem';
import type { Address } from '../../api/types';
import { locale } from '../../i18n/languages';
import { Field, SelectField } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { countries, hasPostalCodes } from './countries';

export function PlaceFields({ address, change, problem }: { address: Address; change: (address: Address) => void; problem?: Problem | null }) {
  const { i18n, t } = useLingui();
  const all = useMemo(() => countries(locale()), [i18n.locale]);
  const field = (name: keyof Address, autoComplete: string) => ({
    name,
    autoComplete,
    maxLength: 120,
    value: address[name] ?? '',
    error: fieldError(problem, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => change({ ...address, [name]: event.target.value }),
  });
  return (
    <div className="fields">
      <SelectField
        label={t`Country`}
        name="country"
        span="third"
        required
        autoComplete="billing country"
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
      <Field label={t`State or region`} optional span="third" {...field('region', 'billing address-level1')} />
      {hasPostalCodes(address.country) && <Field label={t`Postal code`} optional span="third" {...field('postal_code', 'billing postal-code')} maxLength={16} />}
    </div>
  );
}
