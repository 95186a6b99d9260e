import { useState } from 'react';
import { writeSettings } from '../../../../api/shop';
import { countries, hasPostalCodes } from '../../../checkout/countries';
import { Field, SelectField } from '../../../../ui/Field';
import { memberError } from '../../../../ui/forms/fieldError';
import type { StepProps } from './GuidePage';
import { StepForm } from './StepForm';
import { useSaving } from './useSaving';

const said = (text: string) => (text.trim() === '' ? null : text.trim());

export function SellerStep({ facts, saved }: StepProps) {
  const { settings, seller_in_force: known, version } = facts.settings;
  const before = settings.seller ?? (known?.is_sample === true ? null : known);
  const [text, setText] = useState({
    name: before?.name ?? '',
    street: before?.street ?? '',
    postal_code: before?.postal_code ?? '',
    city: before?.city ?? '',
    country: before?.country ?? '',
    vat_number: before?.vat_number ?? '',
    tax_number: before?.tax_number ?? '',
    register: before?.register ?? '',
    email: before?.email ?? '',
  });
  const { busy, problem, save } = useSaving(saved);
  const field = (name: keyof typeof text) => ({
    value: text[name],
    maxLength: 200,
    error: memberError(problem, `seller.${name}`),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => setText({ ...text, [name]: event.target.value }),
  });
  const numbered = text.vat_number.trim() !== '' || text.tax_number.trim() !== '';

  const submit = () =>
    void save(() =>
      writeSettings(
        {
          ...settings,
          seller: {
            name: said(text.name),
            street: said(text.street),
            postal_code: said(text.postal_code),
            city: said(text.city),
            country: said(text.country),
            vat_number: said(text.vat_number),
            tax_number: said(text.tax_number),
            register: said(text.register),
            email: said(text.email),
          },
        },
        version,
      ),
    );

  return (
    <>
      <p className="soft">As the law wants it on every invoice and in the imprint. Without it no invoice is written.</p>
      <StepForm busy={busy} problem={problem} submit={submit}>
        <Field label="Legal name" required autoComplete="organization" {...field('name')} hint="Of the company, or of the person who trades" />
        <Field label="Street and number" required autoComplete="address-line1" {...field('street')} />
        <Field label="Postal code" span="third" required={text.country !== '' && hasPostalCodes(text.country)} autoComplete="postal-code" {...field('postal_code')} />
        <Field label="City" span="two-thirds" required autoComplete="address-level2" {...field('city')} />
        <SelectField label="Country" required {...field('country')} autoComplete="country">
          <option value="">Choose</option>
          {countries('en').map((country) => (
            <option key={country.code} value={country.code}>
              {country.name}
            </option>
          ))}
        </SelectField>
        <Field label="VAT number" span="half" required={!numbered} {...field('vat_number')} hint="With its letters, such as DE136695976" />
        <Field label="Tax number" span="half" required={!numbered} {...field('tax_number')} hint="Where there is no VAT number" />
        <Field label="Register" optional span="half" {...field('register')} hint="Such as HRB 1234, Berlin" />
        <Field label="E-mail" optional span="half" type="email" {...field('email')} maxLength={254} />
      </StepForm>
    </>
  );
}
