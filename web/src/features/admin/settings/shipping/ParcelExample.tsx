// How a parcel could be shipped somewhere, now and with a zone that is being written: the host works it out as it would for an order.
import { useState } from 'react';
import { workParcel } from '../../../../api/shipping';
import type { ShippedParcel } from '../../../../api/types';
import { arrival } from '../../../../ui/arrival';
import { Field } from '../../../../ui/Field';
import { money } from '../../../../ui/money';
import { useExample } from '../useExample';
import { firstCountry, isWhole, parcelOf, type ParcelText, type ZoneText } from './zoneForm';

export function ParcelExample({ zone, zoneId, currency }: { zone: ZoneText | null; zoneId: string | null; currency: string }) {
  const [parcel, setParcel] = useState<ParcelText>({ country: '', region: '', postal_code: '', value: '30', weight_g: '1000', currency });
  const here = { ...parcel, country: parcel.country || firstCountry(zone?.places ?? '') };
  const whole = /^[A-Za-z]{2}$/.test(here.country.trim()) && /^[A-Za-z]{3}$/.test(here.currency.trim());
  const ask = whole ? JSON.stringify(parcelOf(here, zone !== null && isWhole(zone) ? zone : null, zoneId)) : null;
  const field = (name: keyof ParcelText) => ({
    value: here[name],
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setParcel({ ...parcel, [name]: event.target.value }),
  });

  const { example, trouble } = useExample(ask, workParcel);

  return (
    <fieldset className="stack" data-testid="parcel-example">
      <legend className="strong">{zone ? 'What it does to a parcel' : 'Try a parcel'}</legend>
      <div className="fields">
        <Field label="To country" span="third" maxLength={2} placeholder="DE" {...field('country')} />
        <Field label="Region" span="third" optional maxLength={40} {...field('region')} />
        <Field label="Postal code" span="third" optional maxLength={20} {...field('postal_code')} />
        <Field label="Goods worth" span="third" type="number" min="0" step="0.001" {...field('value')} />
        <Field label="Currency" span="third" maxLength={3} {...field('currency')} />
        <Field label="Weight in grams" span="third" type="number" min="0" step="1" {...field('weight_g')} />
      </div>
      {!whole && <p className="small soft">A country in two letters is needed for it.</p>}
      {trouble && <p className="small soft">{trouble}</p>}
      {example && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Zones</th>
                <th scope="col">Method</th>
                <th scope="col">Arrives, ordered now</th>
                <th scope="col" className="end">
                  Costs
                </th>
              </tr>
            </thead>
            <tbody>
              <Side name="Now" parcel={example.now} currency={here.currency.toUpperCase()} />
              {example.then && <Side name="With this zone" parcel={example.then} currency={here.currency.toUpperCase()} />}
            </tbody>
          </table>
        </div>
      )}
    </fieldset>
  );
}

function Side({ name, parcel, currency }: { name: string; parcel: ShippedParcel; currency: string }) {
  const head = (
    <td>
      <span className="strong">{name}</span>
      <span className="soft small below">{parcel.zone ?? 'No zone: the built-in table'}</span>
    </td>
  );
  if (parcel.problem) {
    return (
      <tr>
        {head}
        <td colSpan={3}>
          Not shipped.<span className="soft small below">{parcel.problem}</span>
        </td>
      </tr>
    );
  }
  return parcel.methods.map((method, i) => (
    <tr key={method.method}>
      {i === 0 ? head : <td />}
      <td data-label="Method">
        {method.label}
        {method.carrier && <span className="soft small below">{method.carrier}</span>}
      </td>
      <td data-label="Arrives">{arrival(method.delivered_from, method.delivered_to) || 'Not known'}</td>
      <td className="end figure nowrap" data-label="Costs">
        {method.price === 0 ? 'Free' : money(method.price, currency)}
      </td>
    </tr>
  ));
}
