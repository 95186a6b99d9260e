// What one unit costs at the place of a row, now and with the row: the host works it out as it would for an order.
import { useState } from 'react';
import { workExample } from '../../../../api/desk/taxRates';
import type { TaxedSale } from '../../../../api/types';
import { Field } from '../../../../ui/Field';
import { money } from '../../../../ui/money';
import { useExample } from '../useExample';
import { exampleOf, isWhole, reasons, type TaxRateText } from './taxRateForm';

export function ExamplePanel({ text, taxRateId }: { text: TaxRateText; taxRateId: string | null }) {
  const [price, setPrice] = useState('100');
  const [currency, setCurrency] = useState('EUR');
  const whole = isWhole(text) && /^[A-Z]{3}$/.test(currency);
  const ask = whole ? JSON.stringify(exampleOf(text, price, currency, taxRateId)) : null;

  const { example, trouble } = useExample(ask, workExample);

  return (
    <fieldset className="stack" data-testid="tax-example">
      <legend className="strong">What it does to a sale</legend>
      <div className="fields">
        <Field label="Price of one unit" span="half" type="number" min="0" step="0.001" value={price} onChange={(event) => setPrice(event.target.value)} />
        <Field label="Currency" span="half" maxLength={3} value={currency} onChange={(event) => setCurrency(event.target.value.toUpperCase())} />
      </div>
      {!whole && <p className="small soft">Country and percent are needed for it.</p>}
      {trouble && <p className="small soft">{trouble}</p>}
      {example && (
        <div className="table-scroll">
          <table className="table table--cards">
            <thead>
              <tr>
                <th scope="col">Rates</th>
                <th scope="col" className="end">
                  Net
                </th>
                <th scope="col" className="end">
                  Tax
                </th>
                <th scope="col" className="end">
                  To be paid
                </th>
              </tr>
            </thead>
            <tbody>
              <Side name="Now" sale={example.now} currency={currency} />
              {example.then && <Side name="With this row" sale={example.then} currency={currency} />}
            </tbody>
          </table>
        </div>
      )}
    </fieldset>
  );
}

function Side({ name, sale, currency }: { name: string; sale: TaxedSale; currency: string }) {
  if (sale.problem || sale.net === null || sale.tax === null || sale.gross === null) {
    return (
      <tr>
        <td className="strong">{name}</td>
        <td colSpan={3}>
          Not sold there.<span className="soft small below">{sale.problem}</span>
        </td>
      </tr>
    );
  }
  return (
    <tr>
      <td>
        <span className="strong">{name}</span>
        <span className="soft small below">
          {sale.place}: {sale.percent} %, {reasons[sale.reason ?? 'taxed'] ?? sale.reason}
        </span>
      </td>
      <td className="end figure nowrap" data-label="Net">
        {money(sale.net, currency)}
      </td>
      <td className="end figure nowrap" data-label="Tax">
        {money(sale.tax, currency)}
      </td>
      <td className="end figure nowrap" data-label="To be paid">
        {money(sale.gross, currency)}
      </td>
    </tr>
  );
}
