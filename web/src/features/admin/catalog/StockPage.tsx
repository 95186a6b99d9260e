// Finding products and putting their stock right.
import { useRef, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { adjustStock, readStock } from '../../../api/admin';
import { attemptFor, randomKey, type Attempt } from '../../../api/attempt';
import { listProducts } from '../../../api/catalog';
import { asProblem, type Problem } from '../../../api/problem';
import type { Product, ProductPage } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, SelectField } from '../../../ui/Field';
import { LoadMore } from '../../../ui/LoadMore';
import { Loading } from '../../../ui/Loading';
import { May } from '../../../ui/May';
import { money } from '../../../ui/money';
import { Picture } from '../../../ui/Picture';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/useLoad';
import { usePages } from '../../../ui/usePages';
import { useSession } from '../../../ui/useSession';
import { useTitle } from '../../../ui/useTitle';
import { words } from '../../../ui/words';
import { StockDesk } from './StockDesk';

const views = [
  { view: '', label: 'Products' },
  { view: 'count', label: 'Count' },
  { view: 'low', label: 'Runs low' },
];

export function StockPage() {
  useTitle('Stock');
  const { session, isStaff, may } = useSession();
  const [search, setSearch] = useSearchParams();
  const q = search.get('q') ?? '';
  const view = search.get('view') ?? '';
  const [text, setText] = useState(q);
  const [chosen, setChosen] = useState<Product | null>(null);
  const vendor = isStaff ? undefined : (session?.user.vendor_id ?? undefined);
  const pages = usePages<Product, ProductPage>(
    (cursor, signal) => listProducts({ q, vendor_id: vendor, limit: 30, cursor }, signal),
    `${q}|${vendor}`,
  );

  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Stock</h1>
      </div>
      <nav className="tabs" aria-label="Stock">
        {views.map((each) => (
          <Link key={each.view} to={`/admin/stock${each.view ? `?view=${each.view}` : ''}`} aria-current={view === each.view ? 'page' : undefined}>
            {each.label}
          </Link>
        ))}
      </nav>
      <form
        className="admin__search"
        role="search"
        aria-label="Stock"
        onSubmit={(event) => {
          event.preventDefault();
          setSearch({ ...(view ? { view } : {}), ...(text.trim() ? { q: text.trim() } : {}) });
        }}
      >
        <Field label="Find a product" type="search" value={text} maxLength={200} onChange={(event) => setText(event.target.value)} />
        <button type="submit" className="button">
          Search
        </button>
      </form>
      {view !== '' ? (
        <StockDesk key={view} q={q} low={view === 'low'} />
      ) : (
        <>
          {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
          {pages.loading && !pages.first && !pages.problem && <Loading what="Loading products" />}
          {pages.first && pages.items.length === 0 && <p className="empty soft">No product matches.</p>}
          {pages.items.length > 0 && (
            <div className="table-scroll">
              <table className="table table--cards">
                <thead>
                  <tr>
                    <th scope="col">Product</th>
                    <th scope="col" className="table__roomy">Category</th>
                    <th scope="col" className="end table__roomy">
                      Price
                    </th>
                    <th scope="col" className="end">
                      Available
                    </th>
                    <th scope="col">
                      <span className="visually-hidden">Actions</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {pages.items.map((product) => (
                    <tr key={product.product_id} data-testid="stock-row">
                      <td>
                        <span className="table__product">
                          <Picture src={product.images[0]} alt="" />
                          <Link to={`/admin/products/${encodeURIComponent(product.product_id)}`}>{product.name}</Link>
                        </span>
                      </td>
                      <td className="table__roomy">{product.category}</td>
                      <td className="end figure table__roomy">{money(product.price, product.currency)}</td>
                      <td className="end figure" data-label="Available">{product.stock ? product.stock.available.toLocaleString() : '–'}</td>
                      <td className="end">
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
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
          <LoadMore pages={pages} />
          {chosen && (
            <StockDialog
              product={chosen}
              close={(changed) => {
                setChosen(null);
                if (changed) pages.reload();
              }}
            />
          )}
        </>
      )}
    </div>
  );
}

const reasons = ['received', 'counted', 'damaged', 'returned', 'correction'];

function StockDialog({ product, close }: { product: Product; close: (changed: boolean) => void }) {
  const level = useLoad((signal) => readStock(product.product_id, signal), product.product_id);
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
