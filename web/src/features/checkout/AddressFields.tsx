// The fields of an address, in the order in which people know theirs. What a country does not have is not asked for there.
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { useWatch, type FieldValues, type Path } from 'react-hook-form';
import { locale } from '../../i18n/languages';
import { Field, SelectField } from '../../ui/Field';
import type { HouseForm } from '../../ui/forms/useForm';
import type { TypedAddress } from './address';
import { countries, hasPostalCodes, regionIn } from './countries';

type Fields<V extends FieldValues> = Pick<HouseForm<V>, 'hook' | 'field'>;

function CountryField<V extends FieldValues & TypedAddress>({ of, kind, span }: { of: Fields<V>; kind: string; span: 'half' | 'third' }) {
  const { i18n, t } = useLingui();
  const all = useMemo(() => countries(locale()), [i18n.locale]);
  return (
    <SelectField label={t`Country`} span={span} required autoComplete={`${kind} country`} {...of.field('country' as Path<V>)}>
      <option value=""><Trans>Choose…</Trans></option>
      {all.map((country) => (
        <option key={country.code} value={country.code}>
          {country.name}
        </option>
      ))}
    </SelectField>
  );
}

export function AddressFields<V extends FieldValues & TypedAddress>({ of }: { of: Fields<V> }) {
  const { t } = useLingui();
  const country = useWatch({ control: of.hook.control, name: 'country' as Path<V> }) as string;
  const text = (name: keyof TypedAddress, token: string) => ({ autoComplete: `shipping ${token}`, maxLength: 120, ...of.field(name as Path<V>) });
  const [code, region] = [hasPostalCodes(country), regionIn(country)];
  return (
    <div className="fields">
      <Field label={t`Full name`} required {...text('name', 'name')} />
      <Field label={t({ message: 'Address', context: 'street and number' })} required {...text('line1', 'address-line1')} />
      <Field label={t`Apartment, floor`} optional {...text('line2', 'address-line2')} />
      {code && <Field label={t`Postal code`} span="third" required {...text('postal_code', 'postal-code')} maxLength={16} />}
      <Field label={t`City`} span={code ? 'two-thirds' : undefined} required {...text('city', 'address-level2')} />
      {region !== 'none' && <Field label={t`State or region`} optional={region === 'possible'} required={region === 'needed'} span="half" {...text('region', 'address-level1')} />}
      <CountryField of={of} kind="shipping" span="half" />
    </div>
  );
}

/** Of an address what tax goes by: where nothing is sent, nobody is asked for a street. */
export function PlaceFields<V extends FieldValues & TypedAddress>({ of }: { of: Fields<V> }) {
  const { t } = useLingui();
  const country = useWatch({ control: of.hook.control, name: 'country' as Path<V> }) as string;
  const text = (name: keyof TypedAddress, token: string) => ({ autoComplete: `billing ${token}`, maxLength: 120, ...of.field(name as Path<V>) });
  return (
    <div className="fields">
      <CountryField of={of} kind="billing" span="third" />
      {regionIn(country) !== 'none' && <Field label={t`State or region`} optional span="third" {...text('region', 'address-level1')} />}
      {hasPostalCodes(country) && <Field label={t`Postal code`} optional span="third" {...text('postal_code', 'postal-code')} maxLength={16} />}
    </div>
  );
}
