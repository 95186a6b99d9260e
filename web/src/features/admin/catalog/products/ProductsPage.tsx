// All goods, drafts too: searched, filtered, sorted, and many changed at once. A vendor sees its own.
import { useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { exportGoods } from '../../../../api/imports';
import { listGoods, listLowStock } from '../../../../api/products';
import type { Facets, Product, ProductPage } from '../../../../api/types';
import { ErrorBanner } from '../../../../ui/ErrorBanner';
import { ExportButton } from '../../../../ui/ExportButton';
import { Field, SelectField } from '../../../../ui/Field';
import { LoadMore } from '../../../../ui/LoadMore';
import { Loading } from '../../../../ui/Loading';
import { May } from '../../../../ui/May';
import { money } from '../../../../ui/money';
import { Picture } from '../../../../ui/Picture';
import { usePages } from '../../../../ui/usePages';
import { useSession } from '../../../../ui/useSession';
import { useTitle } from '../../../../ui/useTitle';
import { count, dateOnly, words } from '../../../../ui/words';
import { BulkBar } from './BulkBar';
import { chosenColumns, columns, keepColumns, type Column } from './columns';
import './products.css';
import { useSellerName } from '../../../shop/useShop';

/** As many as the host changes at once. */
const BULK_MAX = 100;
const LOW = 5;
const filters = ['q', 'status', 'category', 'vendor_id', 'stock', 'tax_class', 'sort'] as const;
type Filter = (typeof filters)[number];

export const goodsTone: Record<string, string> = { draft: 'pill--warn', active: 'pill--good', archived: '' };

/** What runs low is known where stock is: its list names the products, which are then read. */
async function readPage(asked: Record<Filter, string>, cursor: string | undefined, signal?: AbortSignal): Promise<ProductPage> {
  const { stock, ...rest } = asked;
  const query = { ...rest, status: asked.status || 'any', limit: 50 };
  if (stock !== 'low') return listGoods({ ...query, in_stock: stock === '' ? undefined : stock === 'in', cursor }, signal);
  const low = await listLowStock(LOW, { limit: 100, cursor }, signal);
  if (low.items.length === 0) return { items: [], next_cursor: low.next_cursor } as ProductPage;
  const page = await listGoods({ ...query, limit: 100, ids: low.items.map((line) => line.product_id).join(',') }, signal);
  return { ...page, next_cursor: low.next_cursor };
}

/** What the list shows, as the export is asked for it; what runs low is no filter of it. */
function exported({ stock, sort: _, ...rest }: Record<Filter, string>) {
  return { ...rest, status: rest.status || 'any', in_stock: stock === 'in' ? true : stock === 'out' ? false : undefined };
}

export function ProductsPage() {
  useTitle('Products');
  const { may } = useSession();
  const isAdmin = may('products.view');
  const [search, setSearch] = useSearchParams();
  const asked = Object.fromEntries(filters.map((name) => [name, search.get(name) ?? ''])) as Record<Filter, string>;
  const [shown, setShown] = useState<ReadonlySet<Column>>(chosenColumns);
  const pages = usePages<Product, ProductPage>((cursor, signal) => readPage(asked, cursor, signal), JSON.stringify(asked));
  const facets = pages.first?.facets;
  const filtered = filters.some((name) => name !== 'sort' && asked[name] !== '');

  const ask = (change: Partial<Record<Filter, string>>) => {
    const next = new URLSearchParams();
    for (const [name, value] of Object.entries({ ...asked, ...change })) if (value) next.set(name, value);
    setSearch(next);
  };

  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Products</h1>
        <div className="row">
          <ExportButton name="products.csv" testId="export-products" read={() => exportGoods(exported(asked))} />
          <May permission="products.edit" vendors>
            <Link className="button" to="/admin/import">
              Import
            </Link>
            <Link className="button button--primary" to="/admin/products/new" data-testid="new-product">
              New product
            </Link>
          </May>
        </div>
      </div>
      <form
        className="admin__search"
        role="search"
        aria-label="Products"
        onSubmit={(event) => {
          event.preventDefault();
          ask({ q: String(new FormData(event.currentTarget).get('q') ?? '').trim() });
        }}
      >
        <Field key={asked.q} label="Words, or a whole id, SKU or barcode" name="q" type="search" maxLength={200} defaultValue={asked.q} />
        <button type="submit" className="button">
          Search
        </button>
      </form>
      <Filters asked={asked} facets={facets} isAdmin={isAdmin} ask={ask} />
      <details className="goods__columns">
        <summary>Columns</summary>
        <div className="row">
          {columns
            .filter((column) => isAdmin || column.id !== 'vendor')
            .map((column) => (
              <label className="check" key={column.id}>
                <input
                  type="checkbox"
                  checked={shown.has(column.id)}
                  onChange={() => {
                    const next = new Set(shown);
                    if (!next.delete(column.id)) next.add(column.id);
                    setShown(next);
                    keepColumns(next);
                  }}
                />
                <span>{column.label}</span>
              </label>
            ))}
        </div>
      </details>
      {pages.problem && <ErrorBanner problem={pages.problem} retry={pages.reload} />}
      {pages.loading && !pages.first && !pages.problem && <Loading what="Loading products" />}
      {pages.first && pages.items.length === 0 && (
        <div className="empty">
          <p>{pages.more ? 'None of the first ones; look further below.' : filtered ? 'No product matches.' : 'There are no products yet.'}</p>
          {filtered && (
            <button type="button" className="button" onClick={() => setSearch({})}>
              Show all
            </button>
          )}
        </div>
      )}
      {pages.items.length > 0 && <Table key={JSON.stringify(asked)} products={pages.items} total={pages.first?.total ?? null} shown={shown} isAdmin={isAdmin} changed={pages.reload} />}
      <LoadMore pages={pages} />
    </div>
  );
}

function Filters({ asked, facets, isAdmin, ask }: { asked: Record<Filter, string>; facets: Facets | null | undefined; isAdmin: boolean; ask: (change: Partial<Record<Filter, string>>) => void }) {
  const seller = useSellerName();
  const categories = facets?.categories ?? [];
  const vendors = facets?.vendors ?? [];
  return (
    <div className="goods__filters">
      <Choice label="Status" value={asked.status} set={(status) => ask({ status })} all="All" options={['draft', 'active', 'archived'].map((status) => [status, words(status)])} />
      <Choice label="Category" value={asked.category} set={(category) => ask({ category })} all="All" options={categories.map((one) => [one.value, `${one.value} (${one.count})`])} />
      {isAdmin && <Choice label="Vendor" value={asked.vendor_id} set={(vendor_id) => ask({ vendor_id })} all="All" options={vendors.map((one) => [one.value, `${seller(one.label) ?? one.value} (${one.count})`])} />}
      <Choice
        label="Stock"
        value={asked.stock}
        set={(stock) => ask({ stock })}
        all="Any"
        options={[
          ['in', 'In stock'],
          ['low', `Low (${LOW} or fewer)`],
          ['out', 'Out of stock'],
        ]}
      />
      <Choice label="Tax class" value={asked.tax_class} set={(tax_class) => ask({ tax_class })} all="All" options={['standard', 'reduced', 'intermediate', 'super_reduced', 'zero'].map((one) => [one, words(one)])} />
      <Choice
        label="Sort"
        value={asked.sort}
        set={(sort) => ask({ sort })}
        all={asked.q ? 'Best match' : 'Newest'}
        options={[
          ['name', 'Name A to Z'],
          ['-name', 'Name Z to A'],
          ['price', 'Price, lowest first'],
          ['-price', 'Price, highest first'],
          ...(asked.q ? ([['newest', 'Newest']] as [string, string][]) : []),
        ]}
      />
    </div>
  );
}

function Choice({ label, value, set, all, options }: { label: string; value: string; set: (value: string) => void; all: string; options: [string, string][] }) {
  // What was chosen stays to be seen though nothing is left of it.
  const offered = value && !options.some(([each]) => each === value) ? [[value, value] as [string, string], ...options] : options;
  return (
    <SelectField label={label} value={value} onChange={(event) => set(event.target.value)}>
      <option value="">{all}</option>
      {offered.map(([each, text]) => (
        <option key={each} value={each}>
          {text}
        </option>
      ))}
    </SelectField>
  );
}

function Table({ products, total, shown, isAdmin, changed }: { products: Product[]; total: number | null; shown: ReadonlySet<Column>; isAdmin: boolean; changed: () => void }) {
  const seller = useSellerName();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const picked = products.filter((product) => chosen.has(product.product_id));
  const has = (column: Column) => shown.has(column) && (isAdmin || column !== 'vendor');
  const all = products.slice(0, BULK_MAX).every((product) => chosen.has(product.product_id));
  const toggle = (id: string) =>
    setChosen((was) => {
      const now = new Set(was);
      if (!now.delete(id) && now.size < BULK_MAX) now.add(id);
      return now;
    });

  return (
    <div className="stack">
      <p className="small soft">{total === null ? count(products.length, 'product') : `${count(total, 'product')} in all`}</p>
      <div className="table-scroll">
        <table className="table table--cards goods">
          <thead>
            <tr>
              <th scope="col">
                <label className="check">
                  <input type="checkbox" checked={all} aria-label="Choose all on this page" onChange={() => setChosen(all ? new Set() : new Set(products.slice(0, BULK_MAX).map((product) => product.product_id)))} />
                  Product
                </label>
              </th>
              {columns.filter((column) => has(column.id)).map((column) => (
                <th key={column.id} scope="col" className={column.end ? 'end' : undefined}>
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {products.map((product) => (
              <tr key={product.product_id} data-testid="product-row" data-status={product.status}>
                <td>
                  <span className="goods__name">
                    <label className="check">
                      <input type="checkbox" checked={chosen.has(product.product_id)} aria-label={`Choose ${product.name}`} onChange={() => toggle(product.product_id)} />
                    </label>
                    <Picture src={product.images[0]} alt="" />
                    <span>
                      <Link className="strong" to={`/admin/products/${encodeURIComponent(product.product_id)}`}>
                        {product.name}
                      </Link>
                      {product.has_variants && <span className="below small soft">with variants</span>}
                    </span>
                  </span>
                </td>
                {has('status') && (
                  <td>
                    <span className={`pill ${goodsTone[product.status] ?? ''}`}>{words(product.status)}</span>
                  </td>
                )}
                {has('sku') && <td data-label="SKU">{product.sku ?? '–'}</td>}
                {has('price') && (
                  <td className="end figure" data-label="Price">
                    {money(product.price, product.currency)}
                  </td>
                )}
                {has('stock') && (
                  <td className={`end figure${product.stock && product.stock.available <= 0 ? ' goods__out' : ''}`} data-label="Stock">
                    {product.stock ? product.stock.available.toLocaleString() : '–'}
                  </td>
                )}
                {has('category') && <td data-label="Category">{product.category}</td>}
                {has('vendor') && <td data-label="Vendor">{seller(product.vendor_name) ?? product.vendor_id}</td>}
                {has('brand') && <td data-label="Brand">{product.brand ?? '–'}</td>}
                {has('barcode') && <td data-label="Barcode">{product.barcode ?? '–'}</td>}
                {has('tax') && <td data-label="Tax">{words(product.tax_class ?? 'standard')}</td>}
                {has('tags') && <td data-label="Tags">{(product.tags ?? []).join(', ') || '–'}</td>}
                {has('changed') && (
                  <td className="nowrap" data-label="Changed">
                    {dateOnly(product.updated_at)}
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {picked.length > 0 && (
        <BulkBar
          products={picked}
          none={() => setChosen(new Set())}
          changed={(refused) => {
            // What could not be changed stays chosen, so that it can be tried in another way.
            setChosen(new Set(refused));
            changed();
          }}
        />
      )}
    </div>
  );
}
