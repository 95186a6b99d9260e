// Making or changing one coupon.
import { useState } from 'react';
import { changeCoupon, createCoupon } from '../../api/admin';
import { asProblem, type Problem } from '../../api/problem';
import type { Coupon, CouponType } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field, SelectField } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { couponBody, couponText, type CouponText } from './couponForm';

const types: { value: CouponType; label: string }[] = [
  { value: 'percent', label: 'Percent off' },
  { value: 'amount', label: 'Amount off' },
  { value: 'free_shipping', label: 'Free shipping' },
  { value: 'buy_x_get_y', label: 'Buy some, get some' },
];

export function CouponDialog({ coupon, close, saved }: { coupon: Coupon | null; close: () => void; saved: (coupon: Coupon) => void }) {
  const [text, setText] = useState<CouponText>(() => couponText(coupon));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const field = (name: keyof CouponText) => ({
    value: text[name],
    error: fieldError(problem, name),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => setText({ ...text, [name]: event.target.value }),
  });

  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      const body = couponBody(text, coupon);
      if (coupon) {
        const { code, ...change } = body;
        saved(await changeCoupon(code, change));
      } else {
        saved(await createCoupon(body));
      }
    } catch (error) {
      setProblem(asProblem(error));
      setBusy(false);
    }
  };

  return (
    <Dialog title={coupon ? `Change ${coupon.code}` : 'New coupon'} close={close} wide>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <div className="fields">
          <Field label="Code" span="half" required maxLength={64} pattern="[A-Za-z0-9_\-]+" readOnly={coupon !== null} {...field('code')} hint={coupon ? 'A code cannot be changed.' : 'Letters, digits, - and _'} />
          <SelectField label="Type" span="half" {...field('type')}>
            {types.map((type) => (
              <option key={type.value} value={type.value}>
                {type.label}
              </option>
            ))}
          </SelectField>
          {text.type === 'buy_x_get_y' && (
            <>
              <Field label="Buy" span="half" type="number" required min="1" max="100" step="1" {...field('buy')} />
              <Field label="Get" span="half" type="number" required min="1" max="100" step="1" {...field('get')} />
            </>
          )}
          {text.type === 'amount' && <Field label="Value" span="third" type="number" required min="0.01" step="0.01" {...field('value')} />}
          {text.type === 'percent' && <Field label="Percent" span="third" type="number" required min="1" max="100" step="0.01" {...field('value')} />}
          {text.type === 'buy_x_get_y' && <Field label="Percent off" span="third" type="number" optional min="1" max="100" step="0.01" {...field('value')} hint="100 when left empty" />}
          <Field label="Currency" span="third" maxLength={3} pattern="[A-Z]{3}" {...field('currency')} />
          <Field label="Minimum spend" span="third" type="number" optional min="0" step="0.01" {...field('min_subtotal')} />
          <Field label="Valid from" span="half" type="datetime-local" optional {...field('starts_at')} />
          <Field label="Valid until" span="half" type="datetime-local" optional {...field('ends_at')} />
          <Field label="Uses in all" span="half" type="number" optional min="1" step="1" {...field('total_limit')} />
          <Field label="Uses per customer" span="half" type="number" optional min="1" step="1" {...field('per_customer_limit')} />
          <Field label="Only these categories" span="half" optional {...field('categories')} hint="Separated by commas" />
          <Field label="Only these product ids" span="half" optional {...field('products')} hint="Separated by commas" />
        </div>
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy}>
            {busy ? 'Saving…' : 'Save coupon'}
          </button>
          <button type="button" className="button button--quiet" onClick={close}>
            Cancel
          </button>
        </div>
      </form>
    </Dialog>
  );
}
