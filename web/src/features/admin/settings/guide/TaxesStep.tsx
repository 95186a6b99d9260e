import { useState } from 'react';
import { Link } from 'react-router';
import { createTaxRate } from '../../../../api/desk/taxRates';
import { countryName } from '../../../checkout/countries';
import { Field, SelectField } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { money } from '../../../../ui/money';
import { reasons } from '../taxes/taxRateForm';
import type { StepProps } from './GuidePage';
import { StepForm } from './StepForm';
import { useSaving } from './useSaving';

export function TaxesStep({ facts, saved }: StepProps) {
  const { sale, settings } = facts;
  const country = settings.seller_in_force?.country;
  const [percent, setPercent] = useState('');
  const [included, setIncluded] = useState('true');
  const [why, setWhy] = useState('zero_rated');
  const { busy, problem, save } = useSaving(saved);
  if (!country) return <p>The seller’s address comes first: its country is the first that the shop sells to.</p>;

  const currency = settings.shop.currency;
  const none = percent.trim() !== '' && Number(percent) === 0;
  return (
    <>
      {sale && sale.problem === null && sale.percent !== null && sale.gross !== null && sale.tax !== null ? (
        <p>
          Of a sale for {money(100, currency)} in {countryName(country)} the shopper pays {money(sale.gross, currency)}, of which {money(sale.tax, currency)} are tax
          {sale.reason === 'taxed' || sale.reason === null ? '' : ` (${reasons[sale.reason]?.toLowerCase() ?? sale.reason})`}: {sale.percent} %, {sale.included ? 'inside of the price' : 'on top of the price'}.
        </p>
      ) : (
        <>
          <p>
            No rate is known for {countryName(country)}, and nothing is sold where none is. {sale?.problem}
          </p>
          <StepForm
            busy={busy}
            problem={problem}
            submit={() => void save(() => createTaxRate({ country, percent: Number(percent), included: included === 'true', tax_class: 'standard', reason: none ? why : null }))}
          >
            <Field label="Percent" span="third" type="number" required min="0" max="100" step="0.001" value={percent} onChange={(event) => setPercent(event.target.value)} error={fieldError(problem, 'percent')} />
            <SelectField label="Prices" span="two-thirds" value={included} onChange={(event) => setIncluded(event.target.value)}>
              <option value="true">contain the tax</option>
              <option value="false">are without it: it comes on top</option>
            </SelectField>
            {none && (
              <SelectField label="Why 0" value={why} onChange={(event) => setWhy(event.target.value)} error={fieldError(problem, 'reason')}>
                <option value="zero_rated">Zero-rated</option>
                <option value="exempt">Exempt, as a small business may be</option>
              </SelectField>
            )}
          </StepForm>
        </>
      )}
      {facts.settings.warnings.filter((one) => one.member === 'taxes').map((one) => (
        <p key={one.detail} className="notice notice--warn">
          {one.detail}
        </p>
      ))}
      <p className="soft small">
        Other countries, states and classes of goods are on the page <Link to="/admin/taxes">Taxes</Link>. What you owe depends on where you are established and registered: ask a tax adviser.
      </p>
    </>
  );
}
