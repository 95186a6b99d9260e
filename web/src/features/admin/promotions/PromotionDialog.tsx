// Making or changing one promotion: what it gives, how it is asked for, and all its conditions.
import { useState } from 'react';
import { changePromotion, createPromotion } from '../../../api/desk/admin';
import type { Promotion, PromotionType } from '../../../api/types';
import { Field, SelectField } from '../../../ui/Field';
import { FormDialog, fieldsOf, useSaving } from '../frame/FormDialog';
import { promotionBody, promotionText, type Needs, type PromotionText } from './promotionForm';

const types: { value: PromotionType; label: string }[] = [
  { value: 'percent', label: 'Percent off' },
  { value: 'amount', label: 'Amount off' },
  { value: 'free_shipping', label: 'Free shipping' },
  { value: 'buy_x_get_y', label: 'Buy some, get some' },
];

const needs: { value: Needs; label: string }[] = [
  { value: 'code', label: 'Customers type its code' },
  { value: 'nothing', label: 'It applies by itself' },
  { value: 'own_code', label: 'Each customer has a code of their own' },
];

/** Whose faults a field shows, where it has another name than the member. */
const members: Partial<Record<keyof PromotionText, string>> = { needs: 'single_use_codes', starts_day: 'starts_at', ends_day: 'ends_at' };

export function PromotionDialog({ promotion, close, saved }: { promotion: Promotion | null; close: () => void; saved: (promotion: Promotion) => void }) {
  const [text, setText] = useState<PromotionText>(() => promotionText(promotion));
  const zone = promotion?.time_zone;
  const saving = useSaving(async () => {
    const body = promotionBody(text, promotion);
    const { code, ...change } = body;
    saved(await (promotion ? changePromotion(promotion.promotion_id, change) : createPromotion(body)));
  });
  const field = fieldsOf(text, setText, saving.problem, members);

  return (
    <FormDialog of={saving} title={promotion ? `Change ${promotion.name}` : 'New promotion'} close={close} wide verb="Save promotion" testId="save-promotion">
      <div className="fields">
        <SelectField label="Asked for" span="half" disabled={promotion?.code !== undefined && promotion?.code !== null} {...field('needs')}>
          {needs.map((need) => (
            <option key={need.value} value={need.value}>
              {need.label}
            </option>
          ))}
        </SelectField>
        {text.needs === 'code' ? (
          <Field label="Code" span="half" required maxLength={40} pattern="[A-Za-z0-9_\-]+" readOnly={promotion !== null} {...field('code')} hint={promotion ? 'A code cannot be changed.' : 'Letters, digits, - and _'} />
        ) : (
          <Field label="Name" span="half" required maxLength={200} {...field('name')} hint="Customers read it in the cart" />
        )}
        <SelectField label="Type" span="third" {...field('type')}>
          {types.map((type) => (
            <option key={type.value} value={type.value}>
              {type.label}
            </option>
          ))}
        </SelectField>
        {text.type === 'buy_x_get_y' && (
          <>
            <Field label="Buy" span="third" type="number" required min="1" max="100" step="1" {...field('buy')} />
            <Field label="Get" span="third" type="number" required min="1" max="100" step="1" {...field('get')} />
          </>
        )}
        {text.type === 'amount' && <Field label="Value" span="third" type="number" required min="0.001" step="0.001" {...field('value')} />}
        {text.type === 'percent' && <Field label="Percent" span="third" type="number" required min="1" max="100" step="0.01" {...field('value')} />}
        {text.type === 'buy_x_get_y' && <Field label="Percent off" span="third" type="number" optional min="1" max="100" step="0.01" {...field('value')} hint="100 when left empty" />}
        <Field label="Currency" span="third" maxLength={3} pattern="[A-Z]{3}" {...field('currency')} />
        {text.needs === 'code' && <Field label="Name" span="half" optional maxLength={200} {...field('name')} hint="Instead of the code" />}
        <Field label="Minimum spend" span="half" type="number" optional min="0" step="0.001" {...field('min_subtotal')} />
        <Field label="Minimum units" span="half" type="number" optional min="1" step="1" {...field('min_quantity')} hint="Of the goods it is for" />
        <Field label="Only these categories" span="half" optional {...field('categories')} hint="Separated by commas" />
        <Field label="Only these product ids" span="half" optional {...field('products')} hint="Separated by commas" />
        <Field label="Only these customer groups" span="half" optional {...field('customer_groups')} hint="Separated by commas" />
        <Field label="Valid from" span="half" type="date" optional {...field('starts_day')} hint={zone ? `A day of ${zone}` : "A day of the shop's time zone"} data-testid="starts-day" />
        <Field label="From what time" span="half" type="time" optional step="60" {...field('starts_time')} hint="The beginning of the day when left empty" />
        <Field label="Valid until" span="half" type="date" optional {...field('ends_day')} data-testid="ends-day" />
        <Field label="Until what time" span="half" type="time" optional step="60" {...field('ends_time')} hint="The end of the day when left empty" />
        <Field label="Uses in all" span="half" type="number" optional min="1" step="1" {...field('total_limit')} />
        <Field label="Uses per customer" span="half" type="number" optional min="1" step="1" {...field('per_customer_limit')} />
        <Field label="Priority" span="half" type="number" optional step="1" {...field('priority')} hint="The highest comes first" />
        <Field label="Exclusive group" span="half" optional maxLength={200} {...field('exclusive_group')} hint="Of one group only the first applies" />
      </div>
      <label className="check">
        <input type="checkbox" checked={text.first_order} onChange={(event) => setText({ ...text, first_order: event.target.checked })} />
        Only for a customer's first order
      </label>
      <label className="check">
        <input type="checkbox" checked={!text.stackable} onChange={(event) => setText({ ...text, stackable: !event.target.checked })} />
        Applies alone or not at all
      </label>
    </FormDialog>
  );
}
