// The variants of a product as a grid: missing combinations are made, and price, numbers and stock are typed cell by cell or all at once.
import { useEffect, useState } from 'react';
import { Link } from 'react-router';
import { adjustStock } from '../../../../api/desk/admin';
import { randomKey } from '../../../../api/core/attempt';
import { asProblem, type Problem } from '../../../../api/core/problem';
import { changeGoods, createGoods, listVariantsOf } from '../../../../api/products';
import type { GoodsPatch, Product } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { useSay } from '../../../../ui/Toasts';
import { useLoad } from '../../../../ui/browser/useLoad';
import { count, words } from '../../../../ui/words';
import { amountText, missingOf, regularPrice, variantBody, type Axis } from './goodsForm';

/** As many as are made with one press: each is a request of its own. */
const MADE_MAX = 100;

interface Cells {
  price: string;
  sku: string;
  barcode: string;
  status: Product['status'];
  /** Units that come in, or below zero: that are gone. */
  stock: string;
}

export const cellsOf = (variant: Product): Cells => ({ price: amountText(regularPrice(variant), variant.currency), sku: variant.sku ?? '', barcode: variant.barcode ?? '', status: variant.status, stock: '' });

export function variantPatch(before: Cells, now: Cells): GoodsPatch {
  const patch: Record<string, unknown> = {};
  if (before.price !== now.price) patch.price = Number(now.price.trim().replace(',', '.'));
  if (before.sku !== now.sku) patch.sku = now.sku.trim() || null;
  if (before.barcode !== now.barcode) patch.barcode = now.barcode.trim() || null;
  if (before.status !== now.status) patch.status = now.status;
  return patch as GoodsPatch;
}

export function VariantGrid({ product, axes, saved, setDirty }: { product: Product; axes: Axis[]; saved: () => void; setDirty: (dirty: boolean) => void }) {
  const say = useSay();
  const read = useLoad(['products', 'variants', product.product_id], (signal) => listVariantsOf(product.product_id, signal));
  const [typed, setTyped] = useState<Record<string, Cells>>({});
  const [faults, setFaults] = useState<Record<string, Problem>>({});
  const [keys, setKeys] = useState<Record<string, string>>({});
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const variants = read.data ?? [];
  const missing = read.data ? missingOf(axes, variants) : [];
  const changed = variants.filter((variant) => {
    const now = typed[variant.product_id];
    return now !== undefined && JSON.stringify(now) !== JSON.stringify(cellsOf(variant));
  });
  const dirty = changed.length > 0;
  useEffect(() => setDirty(dirty), [dirty, setDirty]);

  const cells = (variant: Product): Cells => typed[variant.product_id] ?? cellsOf(variant);
  const put = (variant: Product, part: Partial<Cells>) => {
    setTyped((was) => ({ ...was, [variant.product_id]: { ...(was[variant.product_id] ?? cellsOf(variant)), ...part } }));
    if (part.stock !== undefined) setKeys((was) => ({ ...was, [variant.product_id]: randomKey() }));
  };

  const make = async () => {
    setBusy(true);
    setProblem(null);
    const some = missing.slice(0, MADE_MAX);
    let made = 0;
    try {
      for (const choice of some) {
        await createGoods(variantBody(product, choice));
        made += 1;
      }
      say.good(`${count(made, 'variant')} made.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      read.reload();
      saved();
    }
  };

  const save = async () => {
    setBusy(true);
    setProblem(null);
    const failed: Record<string, Problem> = {};
    const done: string[] = [];
    for (const variant of changed) {
      const now = cells(variant);
      try {
        const patch = variantPatch(cellsOf(variant), now);
        if (Object.keys(patch).length > 0) await changeGoods(variant.product_id, patch, variant.version);
        const units = Number(now.stock);
        if (now.stock.trim() !== '' && Number.isInteger(units) && units !== 0) await adjustStock(variant.product_id, units, 'received', keys[variant.product_id] ?? randomKey());
        done.push(variant.product_id);
      } catch (error) {
        failed[variant.product_id] = asProblem(error);
      }
    }
    setFaults(failed);
    setTyped((was) => Object.fromEntries(Object.entries(was).filter(([id]) => !done.includes(id))));
    if (done.length > 0) say.good(`${count(done.length, 'variant')} saved.`);
    setBusy(false);
    read.reload();
    saved();
  };

  if (axes.length === 0 && variants.length === 0) return null;
  return (
    <section className="editor__section" aria-labelledby="variants" data-testid="variants">
      <h2 id="variants">Variants</h2>
      {read.problem && <ErrorBanner problem={read.problem} retry={read.reload} />}
      {missing.length > 0 && (
        <div className="notice">
          <p>{variants.length === 0 ? `The options make ${count(missing.length, 'combination')}.` : `${count(missing.length, 'combination')} ${missing.length === 1 ? 'is' : 'are'} not made yet.`}</p>
          <button type="button" className="button button--small" disabled={busy} data-testid="make-variants" onClick={() => void make()}>
            Make {missing.length > MADE_MAX ? `the first ${MADE_MAX}` : count(missing.length, 'variant')}
          </button>
        </div>
      )}
      {variants.length > 0 && (
        <>
          <FillAll
            fill={(member, value) => {
              for (const variant of variants) put(variant, { [member]: value });
            }}
          />
          <div className="table-scroll">
            <table className="table table--cards variants">
              <thead>
                <tr>
                  <th scope="col">Variant</th>
                  <th scope="col">Price</th>
                  <th scope="col">SKU</th>
                  <th scope="col">Barcode</th>
                  <th scope="col">Status</th>
                  <th scope="col" className="end">
                    In stock
                  </th>
                  <th scope="col">Stock ±</th>
                </tr>
              </thead>
              <tbody>
                {variants.map((variant) => {
                  const now = cells(variant);
                  const named = Object.values(variant.options ?? {}).join(' / ') || variant.name;
                  const fault = faults[variant.product_id];
                  const cell = (member: 'price' | 'sku' | 'barcode' | 'stock', label: string, mode?: 'decimal' | 'numeric') => (
                    <input
                      className="input input--small"
                      aria-label={`${label} of ${named}`}
                      aria-invalid={fault?.errors[member === 'stock' ? 'delta' : member] ? true : undefined}
                      inputMode={mode}
                      value={now[member]}
                      onChange={(event) => put(variant, { [member]: event.target.value })}
                    />
                  );
                  return (
                    <tr key={variant.product_id} data-testid="variant-row">
                      <td>
                        <Link to={`/admin/products/${encodeURIComponent(variant.product_id)}`}>{named}</Link>
                        {fault && (
                          <span className="below field__error" role="alert">
                            {fault.status === 412 ? 'Somebody else has changed it; look at what it is now and save again.' : Object.values(fault.errors).flat().join(' ') || fault.message}
                          </span>
                        )}
                      </td>
                      <td data-label="Price">{cell('price', 'Price', 'decimal')}</td>
                      <td data-label="SKU">{cell('sku', 'SKU')}</td>
                      <td data-label="Barcode">{cell('barcode', 'Barcode', 'numeric')}</td>
                      <td>
                        <select className="input input--small" aria-label={`Status of ${named}`} value={now.status} onChange={(event) => put(variant, { status: event.target.value as Product['status'] })}>
                          {['draft', 'active', 'archived'].map((status) => (
                            <option key={status} value={status}>
                              {words(status)}
                            </option>
                          ))}
                        </select>
                      </td>
                      <td className="end figure" data-label="In stock">
                        {variant.stock ? variant.stock.available.toLocaleString() : '–'}
                      </td>
                      <td data-label="Stock ±">{cell('stock', 'Change of stock', 'numeric')}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </div>
          {problem && <ErrorBanner problem={problem} />}
          <div className="row">
            <button type="button" className="button button--primary" disabled={busy || !dirty} data-testid="save-variants" onClick={() => void save()}>
              {busy ? 'Saving…' : dirty ? `Save ${count(changed.length, 'variant')}` : 'Save variants'}
            </button>
          </div>
        </>
      )}
      {variants.length === 0 && problem && <ErrorBanner problem={problem} />}
    </section>
  );
}

function FillAll({ fill }: { fill: (member: keyof Cells, value: string) => void }) {
  const [member, setMember] = useState<'price' | 'stock' | 'status'>('price');
  const [value, setValue] = useState('');
  const fits = member === 'status' || value.trim() !== '';
  return (
    <div className="row" role="group" aria-label="Fill all variants">
      <select className="input input--small carts__filter" aria-label="What to fill" value={member} onChange={(event) => setMember(event.target.value as 'price' | 'stock' | 'status')}>
        <option value="price">Price of all</option>
        <option value="stock">Stock ± of all</option>
        <option value="status">Status of all</option>
      </select>
      {member === 'status' ? (
        <select className="input input--small carts__filter" aria-label="Value for all" value={value || 'active'} onChange={(event) => setValue(event.target.value)}>
          {['draft', 'active', 'archived'].map((status) => (
            <option key={status} value={status}>
              {words(status)}
            </option>
          ))}
        </select>
      ) : (
        <input className="input input--small carts__filter" aria-label="Value for all" inputMode="decimal" value={value} onChange={(event) => setValue(event.target.value)} />
      )}
      <button type="button" className="button button--small" disabled={!fits} data-testid="fill-all" onClick={() => fill(member, member === 'status' ? value || 'active' : value)}>
        Fill
      </button>
    </div>
  );
}
