// The fields of who sells, for a seller's details and for an application to sell.
import { useLingui } from '@lingui/react/macro';
import type { Problem } from '../../api/core/problem';
import type { Trader, TraderAsk } from '../../api/types';
import { Field, SelectField } from '../../ui/Field';
import { fieldError } from '../../ui/forms/fieldError';

export interface TraderText {
  legal_name: string;
  street: string;
  postal_code: string;
  city: string;
  region: string;
  country: string;
  vat_status: TraderAsk['vat_status'];
  vat_number: string;
  tax_number: string;
  register: string;
  email: string;
  phone: string;
}

export const traderText = (known: Trader['details'] | TraderAsk | null | undefined): TraderText => ({
  legal_name: known?.legal_name ?? '',
  street: known?.street ?? '',
  postal_code: known?.postal_code ?? '',
  city: known?.city ?? '',
  region: known?.region ?? '',
  country: known?.country ?? '',
  vat_status: known?.vat_status ?? 'registered',
  vat_number: known?.vat_number ?? '',
  tax_number: known?.tax_number ?? '',
  register: known?.register ?? '',
  email: known?.email ?? '',
  phone: known?.phone ?? '',
});

export function traderAsk(text: TraderText): TraderAsk {
  const said = (value: string) => (value.trim() === '' ? null : value.trim());
  return {
    legal_name: text.legal_name.trim(),
    country: text.country.trim().toUpperCase(),
    vat_status: text.vat_status,
    street: said(text.street),
    postal_code: said(text.postal_code),
    city: said(text.city),
    region: said(text.region),
    vat_number: said(text.vat_number),
    tax_number: said(text.tax_number),
    register: said(text.register),
    email: said(text.email),
    phone: said(text.phone),
  };
}

interface Props {
  /** What an input of that name needs, as a form gives it. */
  field: (name: keyof TraderText) => object;
  /** What became of looking the VAT number up. */
  vatHint?: string;
}

/** As a page holds them that keeps what is typed itself. */
export function traderField(text: TraderText, change: (text: TraderText) => void, problem: Problem | null): Props['field'] {
  return (name) => ({
    value: text[name],
    error: fieldError(problem, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => change({ ...text, [name]: event.target.value }),
  });
}

export function TraderFields({ field, vatHint }: Props) {
  const { t } = useLingui();
  return (
    <div className="fields">
      <Field label={t`Legal name`} required maxLength={200} autoComplete="organization" {...field('legal_name')} />
      <Field label={t`Street and number`} maxLength={120} autoComplete="street-address" {...field('street')} />
      <Field label={t`Postal code`} span="third" maxLength={20} autoComplete="postal-code" {...field('postal_code')} />
      <Field label={t`City`} span="two-thirds" maxLength={120} autoComplete="address-level2" {...field('city')} />
      <Field label={t`Country`} span="third" required maxLength={2} pattern={/[A-Za-z]{2}/.source} {...field('country')} hint={t`Two letters, such as DE`} />
      <Field label={t`Region`} span="two-thirds" optional maxLength={120} {...field('region')} />
      <SelectField label={t`Value added tax`} span="half" {...field('vat_status')}>
        <option value="registered">{t`Registered: charges it`}</option>
        <option value="small_business">{t`Small business: charges none`}</option>
      </SelectField>
      <Field label={t`VAT number`} span="half" maxLength={30} autoComplete="off" {...field('vat_number')} hint={vatHint ?? t`With its letters, such as DE136695976`} />
      <Field label={t`Number at the tax office`} span="half" optional maxLength={200} autoComplete="off" {...field('tax_number')} />
      <Field label={t`Trade register and number`} span="half" optional maxLength={200} {...field('register')} />
      <Field label={t`E-mail`} span="half" type="email" autoComplete="email" {...field('email')} />
      <Field label={t`Telephone`} span="half" type="tel" maxLength={40} autoComplete="tel" {...field('phone')} />
    </div>
  );
}
