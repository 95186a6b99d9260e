// A lower price for a time: written beside the form, because it begins and ends by itself.
import { useState } from 'react';
import { changeGoods, readSale } from '../../../../api/products';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { Product, ScheduledSale } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field } from '../../../../ui/Field';
import { fieldError } from '../../../../ui/forms/fieldError';
import { money } from '../../../../ui/money';
import { windowBody, windowText, windowWords } from '../../../../ui/browser/shopWindow';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { words } from '../../../../ui/words';
import { amountText } from './goodsForm';

interface Props {
  product: Product;
  /** Called with the product as it is after the change. */
  saved: () => void;
}

export function SalePanel({ product, saved }: Props) {
  const sale = useLoad(['products', 'sale', product.product_id, product.version], (signal) => readSale(product.product_id, signal));
  return (
    <section className="editor__section" aria-labelledby="sale" data-testid="sale">
      <h2 id="sale">Price for a time</h2>
      {sale.problem && <ErrorBanner problem={sale.problem} retry={sale.reload} />}
      {sale.data && (
        <SaleForm
          key={product.version}
          product={product}
          sale={sale.data.state === 'none' ? null : sale.data}
          saved={() => {
            sale.reload();
            saved();
          }}
        />
      )}
    </section>
  );
}

function SaleForm({ product, sale, saved }: Props & { sale: ScheduledSale | null }) {
  const say = useSay();
  const [price, setPrice] = useState(sale ? amountText(sale.price, product.currency) : '');
  const [text, setText] = useState(() => windowText(sale));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = async (next: unknown, said: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await changeGoods(product.product_id, { sale: next });
      say.good(said);
      saved();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  const set = (name: keyof typeof text) => (event: React.ChangeEvent<HTMLInputElement>) => setText({ ...text, [name]: event.target.value });
  return (
    <form
      className="stack"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const amount = Number(price.trim().replace(',', '.'));
        // What is no number is sent as it is written, and refused by the host under its field.
        void change({ price: price.trim() === '' || Number.isNaN(amount) ? price : amount, ...windowBody(text, sale) }, 'Saved. It begins and ends by itself.');
      }}
    >
      {sale && (
        <p className="small" data-testid="sale-state">
          <strong>{words(sale.state)}</strong>: {money(sale.price ?? 0, sale.currency)} instead of {money(sale.regular_price, sale.currency)}
          {windowWords(sale) ? `, ${windowWords(sale)}` : ''} ({sale.time_zone})
        </p>
      )}
      <div className="fields">
        <Field label="Price meanwhile" span="third" inputMode="decimal" value={price} error={fieldError(problem, 'sale.price')} onChange={(event) => setPrice(event.target.value)} hint="Below the price, which is shown as what it is reduced from" />
        <Field label="From" span="third" type="date" value={text.starts_day} error={fieldError(problem, 'sale.starts_at')} onChange={set('starts_day')} hint="A day of the shop; empty: at once" />
        <Field label="From what time" span="third" type="time" value={text.starts_time} onChange={set('starts_time')} hint="Empty: when the day begins" />
        <Field label="Until" span="third" type="date" value={text.ends_day} error={fieldError(problem, 'sale.ends_at')} onChange={set('ends_day')} hint="The day is inside; empty: until it is taken away" />
        <Field label="Until what time" span="third" type="time" value={text.ends_time} onChange={set('ends_time')} hint="Empty: when the day is over" />
      </div>
      {problem && <ErrorBanner problem={problem} />}
      <div className="row">
        <button type="submit" className="button" disabled={busy} data-testid="save-sale">
          {sale ? 'Change the price for a time' : 'Set a price for a time'}
        </button>
        {sale && (
          <button type="button" className="link-button" disabled={busy} onClick={() => void change(null, 'The price for a time is taken away.')}>
            Take it away
          </button>
        )}
      </div>
    </form>
  );
}
