// A row of tax rates while it is edited as text, and back to what the host takes.
import type { TaxExampleAsk, TaxRate, TaxRateBody } from '../../../../api/types';

export interface TaxRateText {
  country: string;
  region: string;
  postal_prefix: string;
  tax_class: string;
  percent: string;
  included: boolean;
  taxes_shipping: boolean;
  reason: string;
  valid_from: string;
  valid_to: string;
  source: string;
}

export const taxClasses = ['standard', 'reduced', 'intermediate', 'super_reduced', 'zero'];

export const reasons: Record<string, string> = {
  taxed: 'Taxed',
  zero_rated: 'Zero-rated',
  export: 'Export',
  exempt: 'Exempt',
  one_stop_shop: "The buyer's state's rate",
  reverse_charge: 'Reverse charge',
};

export function taxRateText(rate: TaxRate | null, country = ''): TaxRateText {
  return {
    country: rate?.country ?? country,
    region: rate?.region ?? '',
    postal_prefix: rate?.postal_prefix ?? '',
    tax_class: rate?.tax_class ?? 'standard',
    percent: rate ? String(rate.percent) : '',
    included: rate?.included ?? true,
    taxes_shipping: rate?.taxes_shipping ?? true,
    reason: rate && rate.percent === 0 ? rate.reason : 'zero_rated',
    valid_from: rate?.valid_from ?? '',
    valid_to: rate?.valid_to ?? '',
    source: rate?.source ?? '',
  };
}

/** The whole row: what is empty is null, which takes it away from a row that had it. */
export function taxRateBody(text: TaxRateText): TaxRateBody {
  const said = (value: string) => (value.trim() === '' ? null : value.trim());
  const percent = Number(text.percent);
  return {
    country: text.country.trim().toUpperCase(),
    percent,
    included: text.included,
    region: said(text.region),
    postal_prefix: said(text.postal_prefix),
    tax_class: said(text.tax_class),
    taxes_shipping: text.taxes_shipping,
    reason: percent === 0 ? text.reason : null,
    valid_from: said(text.valid_from),
    valid_to: said(text.valid_to),
    source: said(text.source),
  };
}

/** Whether there is enough of it to be worked out. */
export function isWhole(text: TaxRateText): boolean {
  return /^[A-Za-z]{2}$/.test(text.country.trim()) && text.percent.trim() !== '' && !Number.isNaN(Number(text.percent));
}

/** One unit of such goods at that place. */
export function exampleOf(text: TaxRateText, price: string, currency: string, taxRateId: string | null): TaxExampleAsk {
  const body = taxRateBody(text);
  return {
    country: body.country,
    region: body.region,
    postal_code: body.postal_prefix,
    tax_class: body.tax_class === '*' ? 'standard' : body.tax_class,
    price: Number(price) || 0,
    currency,
    row: body,
    tax_rate_id: taxRateId,
  };
}

export function windowOf(row: { valid_from?: string | null; valid_to?: string | null }): string {
  if (row.valid_from && row.valid_to) return `${row.valid_from} to ${row.valid_to}`;
  if (row.valid_from) return `from ${row.valid_from}`;
  return row.valid_to ? `to ${row.valid_to}` : 'Always';
}
