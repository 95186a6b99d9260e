// Changes what was chosen in the list with one request, and says of each line what became of it.
import { useRef, useState } from 'react';
import { attemptFor, randomKey, type Attempt } from '../../../../api/core/attempt';
import { asProblem, type Problem } from '../../../../api/core/problem';
import { changeMany } from '../../../../api/products';
import type { BulkChange, BulkGoodsReply, Product } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../../ui/Field';
import { May } from '../../../../ui/May';
import { useSay } from '../../../../ui/Toasts';
import { count, words } from '../../../../ui/words';
import { listOf } from './goodsForm';

type What = 'status' | 'price_percent' | 'price_amount' | 'category' | 'tax_class' | 'add_tags' | 'remove_tags';

const kinds: [What, string][] = [
  ['status', 'Status'],
  ['price_percent', 'Price by percent'],
  ['price_amount', 'Price by amount'],
  ['category', 'Category'],
  ['tax_class', 'Tax class'],
  ['add_tags', 'Add tags'],
  ['remove_tags', 'Remove tags'],
];

/** The change that was typed; null for what says nothing yet. */
export function bulkChange(what: What, text: string, currency: string): BulkChange | null {
  const said = text.trim();
  const figure = Number(said.replace(',', '.'));
  if (said === '') return null;
  switch (what) {
    case 'price_percent':
      return Number.isFinite(figure) && figure !== 0 ? { price: { percent: figure } } : null;
    case 'price_amount':
      return Number.isFinite(figure) && figure !== 0 ? { price: { amount: figure, currency } } : null;
    case 'add_tags':
      return listOf(said).length > 0 ? { add_tags: listOf(said) } : null;
    case 'remove_tags':
      return listOf(said).length > 0 ? { remove_tags: listOf(said) } : null;
    case 'status':
      return { status: said as Product['status'] };
    default:
      return { [what]: said };
  }
}

export function BulkBar({ products, changed }: { products: Product[]; changed: (refused: string[]) => void }) {
  const say = useSay();
  const [what, setWhat] = useState<What>('status');
  const [text, setText] = useState('active');
  const [whole, setWhole] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [refused, setRefused] = useState<BulkGoodsReply['results']>([]);
  const tried = useRef<Attempt | null>(null);
  const currency = products[0]?.currency ?? 'USD';
  const change = bulkChange(what, text, currency);
  const names = new Map(products.map((product) => [product.product_id, product.name]));

  const submit = async () => {
    if (!change) return;
    setBusy(true);
    setProblem(null);
    setRefused([]);
    const ids = products.map((product) => product.product_id);
    try {
      tried.current = attemptFor(tried.current, { ids, change, whole }, randomKey);
      const reply = await changeMany(ids, change, whole ? 'all' : 'good', tried.current.key);
      tried.current = null;
      const failed = reply.results.filter((line) => !line.changed);
      setRefused(failed);
      if (reply.changed > 0) say.good(`${count(reply.changed, 'product')} changed.`);
      changed(failed.map((line) => line.parent_id ?? line.product_id));
    } catch (error) {
      const why = asProblem(error);
      if (!why.outcomeUnknown) tried.current = null;
      const lines = why.members.results;
      if (Array.isArray(lines)) setRefused(lines as BulkGoodsReply['results']);
      setProblem(why);
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="goods__bulk"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <div className="goods__change">
        <SelectField
          label="Change"
          value={what}
          onChange={(event) => {
            const next = event.target.value as What;
            setWhat(next);
            setText(next === 'status' ? 'active' : next === 'tax_class' ? 'standard' : '');
          }}
        >
          {kinds.map(([kind, label]) => (
            <option key={kind} value={kind}>
              {label}
            </option>
          ))}
        </SelectField>
        {what === 'status' || what === 'tax_class' ? (
          <SelectField label="To" value={text} onChange={(event) => setText(event.target.value)}>
            {(what === 'status' ? ['draft', 'active', 'archived'] : ['standard', 'reduced', 'intermediate', 'super_reduced', 'zero']).map((each) => (
              <option key={each} value={each}>
                {words(each)}
              </option>
            ))}
          </SelectField>
        ) : (
          <Field
            label={what === 'price_percent' ? 'Percent' : what === 'price_amount' ? `Amount in ${currency}` : what === 'category' ? 'To' : 'Tags'}
            inputMode={what.startsWith('price') ? 'decimal' : undefined}
            maxLength={what === 'category' ? 300 : 500}
            value={text}
            onChange={(event) => setText(event.target.value)}
            hint={what === 'price_percent' ? 'For example -10; variants too, rounded by the currency' : what === 'price_amount' ? 'For example -1.50; variants too' : what.endsWith('tags') ? 'Between commas' : undefined}
          />
        )}
        <label className="check">
          <input type="checkbox" checked={whole} onChange={(event) => setWhole(event.target.checked)} />
          <span>All or none</span>
        </label>
        <May permission="products.edit" vendors>
          <button type="submit" className="button button--primary" disabled={busy || !change} data-testid="bulk-apply">
            {busy ? 'Changing…' : 'Apply'}
          </button>
        </May>
      </div>
      {problem && <ErrorBanner problem={problem} />}
      {refused.length > 0 && (
        <div className="notice notice--warn" role="alert">
          <ul>
            {refused.map((line) => (
              <li key={line.product_id}>
                {names.get(line.product_id) ?? line.product_id}: {line.detail}
              </li>
            ))}
          </ul>
        </div>
      )}
    </form>
  );
}
