import { useState } from 'react';
import { Link } from 'react-router';
import { createZone } from '../../../../api/shipping';
import { countryName } from '../../../checkout/countries';
import { Field } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { money } from '../../../../ui/money';
import type { StepProps } from './GuidePage';
import { isShipped } from './guideState';
import { StepForm } from './StepForm';
import { useSaving } from './useSaving';

export function ShippingStep({ facts, saved }: StepProps) {
  const { settings, zones, table } = facts;
  const currency = settings.shop.currency;
  const country = settings.seller_in_force?.country ?? '';
  const [price, setPrice] = useState('');
  const [freeFrom, setFreeFrom] = useState('');
  const [from, setFrom] = useState('2');
  const [to, setTo] = useState('4');
  const { busy, problem, save } = useSaving(saved);
  const rate = table.find((one) => one.currency === currency);
  const named = zones.some((zone) => zone.places.includes(country));

  const submit = () =>
    void save(() =>
      createZone({
        name: countryName(country),
        places: [country],
        ships: true,
        methods: [
          {
            method: 'standard',
            name: 'Standard',
            currency,
            days_min: Number(from),
            days_max: Number(to),
            free_from: freeFrom.trim() === '' ? null : Number(freeFrom),
            steps: [{ price: Number(price) }],
          },
        ],
      }),
    );

  return (
    <>
      {zones.length > 0 && (
        <ul>
          {zones.map((zone) => (
            <li key={zone.shipping_zone_id}>
              {zone.name}: {zone.ships ? zone.methods.map((method) => `${method.name} ${method.steps[0] ? money(method.steps[0].price, method.currency) : ''}`).join(', ') : 'not shipped to'}
            </li>
          ))}
        </ul>
      )}
      {rate && (
        <p>
          Where no zone says otherwise, to every country: standard {money(rate.standard, currency)}, express {money(rate.express, currency)}. A zone for your own country has your own prices.
        </p>
      )}
      {!isShipped(zones, table, currency) && <p>Nothing is shipped in {currency} yet, and nothing can be ordered that must be.</p>}
      {country === '' && <p>The seller’s address comes first: the first zone is its country.</p>}
      {country !== '' && !named && (
        <StepForm busy={busy} problem={problem} submit={submit} label={`Ship to ${countryName(country)}`}>
          <Field label={`Price in ${currency}`} span="half" type="number" required min="0" step="any" value={price} onChange={(event) => setPrice(event.target.value)} error={fieldError(problem, 'price')} />
          <Field label="Free from" span="half" optional type="number" min="0" step="any" value={freeFrom} onChange={(event) => setFreeFrom(event.target.value)} error={fieldError(problem, 'free_from')} hint="The worth of the goods" />
          <Field label="Days, at least" span="half" type="number" required min="0" max="60" value={from} onChange={(event) => setFrom(event.target.value)} error={fieldError(problem, 'days_min')} hint="Working days" />
          <Field label="Days, at most" span="half" type="number" required min="0" max="60" value={to} onChange={(event) => setTo(event.target.value)} error={fieldError(problem, 'days_max')} />
        </StepForm>
      )}
      <p className="soft small">
        More zones, prices by weight, carriers and pickup points are on the page <Link to="/admin/shipping">Shipping</Link>.
      </p>
    </>
  );
}
