// Finding products and putting their stock right.
import { useMemo, useRef, useState } from 'react';
import { Link } from 'react-router';
import { adjustStock, readStock } from '../../../api/desk/admin';
import { attemptFor, randomKey, type Attempt } from '../../../api/core/attempt';
import { listProducts } from '../../../api/catalog';
import { asProblem, type Problem } from '../../../api/core/problem';
import type { Product, ProductPage } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../ui/Field';
import { Loading } from '../../../ui/Loading';
import { DataTable, type Column } from '../../../ui/table/DataTable';
import { useListState } from '../../../ui/table/useListState';
import { useRows } from '../../../ui/table/useRows';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { useSession } from '../../../ui/browser/useSession';
import { useTitle } from '../../../ui/useTitle';
import { words } from '../../../ui/words';
import { StockDesk } from './StockDesk';
import './products/products.css';

const views = [
  { view: '', label: 'Products' },
  { view: 'count', label: 'Count' },
  { view: 'low', label: 'Runs low' },
];

const columns: Column<Product>[] = [
  {
    id: 'product',
    label: 'Product',
    name: true,
    cell: (product) => (
      <span className="goods__name">
        <Picture src={product.images[0]} alt="" />
        <Link to={`/admin/products/${encodeURIComponent(product.product_id)}`}>{product.name}</Link>
      </span>
    ),
    value: (product) => product.name,
    sort: { up: 'name', down: '-name' },
  },
  { id: 'sku', label: 'SKU', off: true, cell: (product) => product.sku ?? '–', value: (product) => product.sku },
  { id: 'category', label: 'Category', wide: true, cell: (product) => product.category, value: (product) => product.category },
  { id: 'price', label: 'Price', end: true, wide: true, cell: (product) => money(product.price, product.currency), value: (product) => product.price, file: (product) => `${product.price} ${product.currency}`, sort: { up: 'price', down: '-price' } },
  { id: 'available', label: 'Available', end: true, cell: (product) => (product.stock ? product.stock.available.toLocaleString() : '–'), value: (product) => product.stock?.available },
];

export function StockPage() {
  useTitle('Stock');
  const { session, isStaff, may } = useSession();
  const list = useListState(['q', 'sort', 'view']);
  const { q = '', sort = '', view = '' } = list.values;
  const [chosen, setChosen] = useState<Product | null>(null);
  const vendor = isStaff ? undefined : (session?.user.vendor_id ?? undefined);
  const rows = useRows<Product, ProductPage>(['products', 'stock', vendor, { q, sort }], (cursor, signal) => listProducts({ q, sort, vendor_id: vendor, limit: 50, cursor }, signal));
  // The tabs stand above all three lists, each of which is searched by the same words.
  const listed = useMemo(() => ({ ...list, narrowed: q !== '' }), [list, q]);
  return (
    <div className="stack">
      <h1>Stock</h1>
      <nav className="tabs" aria-label="Stock">
        {views.map((each) => (
          <Link key={each.view} to={`/admin/stock${each.view ? `?view=${each.view}` : ''}`} aria-current={view === each.view ? 'page' : undefined}>
            {each.label}
          </Link>
        ))}
      </nav>
      {view !== '' ? (
        <>
          <div className="admin__search">
            <Field label="Find a product" type="search" value={list.typed('q')} maxLength={200} onChange={(event) => list.type('q', event.target.value)} data-list-search />
          </div>
          <StockDesk key={view} q={q} low={view === 'low'} />
        </>
      ) : (
        <DataTable
          name="stock"
          label="Stock"
          one="product"
          rows={rows}
          total={rows.first?.total ?? null}
          columns={columns}
          rowId={(product) => product.product_id}
          rowTestId="stock-row"
          to={(product) => `/admin/products/${encodeURIComponent(product.product_id)}`}
          list={listed}
          search={{ label: 'Find a product' }}
          empty="There are no products yet."
          none="No product matches."
          actions={(product) => (
            <span className="table__actions">
              {may('carts.view') && (
                <Link className="button button--small button--quiet" to={`/admin/carts/containing?product=${encodeURIComponent(product.product_id)}`}>
                  Carts<span className="visually-hidden"> with {product.name}</span>
                </Link>
              )}
              <May permission="stock.edit" vendors>
                <button type="button" className="button button--small" onClick={() => setChosen(product)}>
                  Stock<span className="visually-hidden"> of {product.name}</span>
                </button>
              </May>
            </span>
          )}
        />
      )}
      {chosen && (
        <StockDialog
          product={chosen}
          close={(changed) => {
            setChosen(null);
            if (changed) rows.reload();
          }}
        />
      )}
    </div>
  );
}

const reasons = ['received', 'counted', 'damaged', 'returned', 'correction'];

function StockDialog({ product, close }: { product: Product; close: (changed: boolean) => void }) {
  const level = useLoad(['stock', 'of', product.product_id], (signal) => readStock(product.product_id, signal));
  const say = useSay();
  const [delta, setDelta] = useState('');
  const [reason, setReason] = useState('received');
  const [busy, setBusy] = useState(false);
  const [changed, setChanged] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const tried = useRef<Attempt | null>(null);
  const amount = Number.parseInt(delta, 10);

  const submit = async () => {
    setBusy(true);
    setProblem(null);
    try {
      tried.current = attemptFor(tried.current, { amount, reason }, randomKey);
      const next = await adjustStock(product.product_id, amount, reason, tried.current.key);
      tried.current = null;
      level.replace(next);
      setChanged(true);
      setDelta('');
      say.good(`${product.name}: ${next.on_hand} on hand.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <Dialog title={product.name} close={() => close(changed)}>
      {level.problem && <ErrorBanner problem={level.problem} retry={level.reload} />}
      {!level.data && !level.problem && <Loading blocks={1} what="Loading stock" />}
      {level.data && (
        <dl className="tiles tiles--small" data-testid="stock-level">
          <div>
            <dt>On hand</dt>
            <dd>{level.data.on_hand}</dd>
          </div>
          <div>
            <dt>Reserved</dt>
            <dd>{level.data.reserved}</dd>
          </div>
          <div>
            <dt>Available</dt>
            <dd>{level.data.available}</dd>
          </div>
        </dl>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          if (!Number.isNaN(amount) && amount !== 0) void submit();
        }}
      >
        <div className="fields">
          <Field label="Change" span="half" type="number" step={1} required value={delta} onChange={(event) => setDelta(event.target.value)} hint="Plus or minus, for example -3" />
          <SelectField label="Reason" span="half" value={reason} onChange={(event) => setReason(event.target.value)}>
            {reasons.map((each) => (
              <option key={each} value={each}>
                {words(each)}
              </option>
            ))}
          </SelectField>
        </div>
        {problem && <ErrorBanner problem={problem} />}
        <div className="row">
          <button type="submit" className="button button--primary" disabled={busy || Number.isNaN(amount) || amount === 0}>
            {busy ? 'Saving…' : 'Adjust stock'}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
