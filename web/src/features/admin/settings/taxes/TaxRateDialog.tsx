// Making or changing one row of rates, with what it does to a sale beside it before it is saved.
import { useState } from 'react';
import { changeTaxRate, createTaxRate } from '../../../../api/desk/taxRates';
import type { TaxRate } from '../../../../api/types';
import { Field, SelectField } from '../../../../ui/Field';
import { FormDialog, fieldsOf, useSaving } from '../../frame/FormDialog';
import { ExamplePanel } from './ExamplePanel';
import { taxClasses, taxRateBody, taxRateText, type TaxRateText } from './taxRateForm';

export function TaxRateDialog({ rate, country, close, saved }: { rate: TaxRate | null; country: string; close: () => void; saved: (rate: TaxRate) => void }) {
  const [text, setText] = useState<TaxRateText>(() => taxRateText(rate, country));
  const saving = useSaving(async () => {
    const body = taxRateBody(text);
    saved(rate ? await changeTaxRate(rate, { ...body }) : await createTaxRate(body));
  });
  const field = fieldsOf(text, setText, saving.problem);

  return (
    <FormDialog of={saving} title={rate ? `Change the rate for ${rate.place}` : 'New rate'} close={close} wide verb="Save rate" testId="save-tax-rate">
      <div className="fields">
        <Field label="Country" span="third" required maxLength={2} pattern="[A-Za-z]{2}" {...field('country')} hint="Two letters, such as DE" />
        <Field label="Region" span="third" optional maxLength={40} {...field('region')} hint="Such as OR or Oregon" />
        <Field label="Postal code" span="third" optional maxLength={10} {...field('postal_prefix')} hint="How it begins, instead of a region" />
        <Field label="Class of goods" span="third" required maxLength={40} list="tax-classes" {...field('tax_class')} hint="* for every class" />
        <datalist id="tax-classes">
          {taxClasses.map((each) => (
            <option key={each} value={each} />
          ))}
        </datalist>
        <Field label="Percent" span="third" type="number" required min="0" max="100" step="0.001" {...field('percent')} />
        {Number(text.percent) === 0 && text.percent.trim() !== '' && (
          <SelectField label="Why 0" span="third" {...field('reason')}>
            <option value="zero_rated">Zero-rated</option>
            <option value="export">Export</option>
            <option value="exempt">Exempt</option>
          </SelectField>
        )}
        <Field label="First day" span="half" type="date" optional {...field('valid_from')} />
        <Field label="Last day" span="half" type="date" optional {...field('valid_to')} />
        <Field label="Source" optional maxLength={200} {...field('source')} hint="The law or the letter that says so" />
      </div>
      <label className="check">
        <input type="checkbox" checked={text.included} onChange={(event) => setText({ ...text, included: event.target.checked })} />
        Prices contain this tax
      </label>
      <label className="check">
        <input type="checkbox" checked={text.taxes_shipping} onChange={(event) => setText({ ...text, taxes_shipping: event.target.checked })} />
        Shipping is taxed like the goods
      </label>
      <ExamplePanel text={text} taxRateId={rate?.tax_rate_id ?? null} />
    </FormDialog>
  );
}
