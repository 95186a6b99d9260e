// All goods, drafts too: searched, filtered, sorted, and many changed at once. A vendor sees its own.
import { Link } from 'react-router';
import { exportGoods } from '../../../../api/desk/imports';
import { listGoods, listLowStock } from '../../../../api/products';
import type { Product, ProductPage } from '../../../../api/types';
import { May } from '../../../../ui/May';
import { money } from '../../../../ui/money';
import { Picture } from '../../../../ui/Picture';
import { DataTable, type Column } from '../../../../ui/table/DataTable';
import type { Filter } from '../../../../ui/table/Toolbar';
import { useListState } from '../../../../ui/table/useListState';
import { useRows } from '../../../../ui/table/useRows';
import { When } from '../../../../ui/table/When';
import { useSession } from '../../../../ui/browser/useSession';
import { useTitle } from '../../../../ui/useTitle';
import { words } from '../../../../ui/words';
import { useSellerName } from '../../../shop/useShop';
import { ExportJob } from '../../frame/ExportJob';
import { BulkBar } from './BulkBar';
import './products.css';

/** As many as the host changes at once. */
const BULK_MAX = 100;
const LOW = 5;
const names = ['q', 'status', 'category', 'vendor_id', 'stock', 'tax_class', 'sort'] as const;
type Asked = Record<(typeof names)[number], string>;

export const goodsTone: Record<string, string> = { draft: 'pill--warn', active: 'pill--good', archived: '' };

/** What runs low is known where stock is: its list names the products, which are then read. */
async function readPage(asked: Asked, cursor: string | undefined, signal?: AbortSignal): Promise<ProductPage> {
  const { stock, ...rest } = asked;
  const query = { ...rest, status: asked.status || 'any', limit: 50 };
  if (stock !== 'low') return listGoods({ ...query, in_stock: stock === '' ? undefined : stock === 'in', cursor }, signal);
  const low = await listLowStock(LOW, { limit: 100, cursor }, signal);
  if (low.items.length === 0) return { items: [], next_cursor: low.next_cursor } as ProductPage;
  const page = await listGoods({ ...query, limit: 100, ids: low.items.map((line) => line.product_id).join(',') }, signal);
  return { ...page, next_cursor: low.next_cursor };
}

/** What the list shows, as the export is asked for it; what runs low is no filter of it. */
function exported({ stock, sort: _, ...rest }: Asked) {
  return { ...rest, status: rest.status || 'any', in_stock: stock === 'in' ? true : stock === 'out' ? false : undefined };
}

const to = (product: Product) => `/admin/products/${encodeURIComponent(product.product_id)}`;

const columns: Column<Product>[] = [
  {
    id: 'product',
    label: 'Product',
    name: true,
    cell: (product) => (
      <span className="goods__name">
        <Picture src={product.images[0]} alt="" />
        <span>
          <Link to={to(product)}>{product.name}</Link>
          {product.has_variants && <span className="small soft"> with variants</span>}
        </span>
      </span>
    ),
    value: (product) => product.name,
    sort: { up: 'name', down: '-name' },
  },
  { id: 'status', label: 'Status', plain: true, cell: (product) => <span className={`pill ${goodsTone[product.status] ?? ''}`}>{words(product.status)}</span>, value: (product) => product.status },
  { id: 'sku', label: 'SKU', cell: (product) => product.sku ?? '–', value: (product) => product.sku },
  { id: 'price', label: 'Price', end: true, cell: (product) => money(product.price, product.currency), value: (product) => product.price, file: (product) => `${product.price} ${product.currency}`, sort: { up: 'price', down: '-price' } },
  {
    id: 'stock',
    label: 'Stock',
    end: true,
    cell: (product) => <span className={product.stock && product.stock.available <= 0 ? 'goods__out' : undefined}>{product.stock ? product.stock.available.toLocaleString() : '–'}</span>,
    value: (product) => product.stock?.available,
  },
  { id: 'category', label: 'Category', cell: (product) => product.category, value: (product) => product.category },
  { id: 'vendor', label: 'Vendor', off: true, cell: (product) => <Seller product={product} />, value: (product) => product.vendor_name ?? product.vendor_id },
  { id: 'brand', label: 'Brand', off: true, cell: (product) => product.brand ?? '–', value: (product) => product.brand },
  { id: 'barcode', label: 'Barcode', off: true, cell: (product) => product.barcode ?? '–', value: (product) => product.barcode },
  { id: 'tax', label: 'Tax class', off: true, cell: (product) => words(product.tax_class ?? 'standard'), value: (product) => product.tax_class ?? 'standard' },
  { id: 'tags', label: 'Tags', off: true, cell: (product) => (product.tags ?? []).join(', ') || '–', value: (product) => (product.tags ?? []).join(', ') },
  { id: 'changed', label: 'Changed', off: true, cell: (product) => <When at={product.updated_at} />, value: (product) => product.updated_at },
];
const ownColumns = columns.filter((column) => column.id !== 'vendor');

function Seller({ product }: { product: Product }) {
  return useSellerName()(product.vendor_name) ?? product.vendor_id;
}

export function ProductsPage() {
  useTitle('Products');
  const { may } = useSession();
  const seller = useSellerName();
  const isAdmin = may('products.view');
  const list = useListState(names);
  const asked = list.values as Asked;
  const rows = useRows<Product, ProductPage>(['products', 'desk', asked], (cursor, signal) => readPage(asked, cursor, signal));
  const facets = rows.first?.facets;
  const counted = (ones: { value: string; count: number; label?: string | null }[] | undefined, name: (one: { value: string; label?: string | null }) => string) =>
    (ones ?? []).map((one): [string, string] => [one.value, `${name(one)} (${one.count})`]);
  const filters: Filter[] = [
    { id: 'category', label: 'Category', all: 'All', options: counted(facets?.categories, (one) => one.value) },
    { id: 'stock', label: 'Stock', all: 'Any', options: [['in', 'In stock'], ['low', `Low (${LOW} or fewer)`], ['out', 'Out of stock']] },
    { id: 'status', label: 'Status', all: 'All', options: ['draft', 'active', 'archived'].map((status) => [status, words(status)]), more: true },
    ...(isAdmin ? [{ id: 'vendor_id', label: 'Vendor', all: 'All', options: counted(facets?.vendors, (one) => seller(one.label) ?? one.value), more: true }] : []),
    // No column is sorted by these; with words the best match would come first.
    { id: 'sort', label: 'Order', all: 'As found', options: [['newest', 'Newest first'], ['best', 'Bestselling first']], more: true, quiet: true },
    { id: 'tax_class', label: 'Tax class', all: 'All', options: ['standard', 'reduced', 'intermediate', 'super_reduced', 'zero'].map((one) => [one, words(one)]), more: true },
  ];
  const views = [{ label: 'All', search: '' }, ...['active', 'draft', 'archived'].map((status) => ({ label: words(status), search: `status=${status}` })), { label: 'Runs low', search: 'stock=low' }];
  return (
    <div className="stack">
      <div className="row row--apart">
        <h1>Products</h1>
        <May permission="products.edit" vendors>
          <div className="row">
            <Link className="button" to="/admin/import">
              Import
            </Link>
            <Link className="button button--primary" to="/admin/products/new" data-testid="new-product">
              New product
            </Link>
          </div>
        </May>
      </div>
      <DataTable
        name="products"
        label="Products"
        one="product"
        rows={rows}
        total={rows.first?.total ?? null}
        columns={isAdmin ? columns : ownColumns}
        rowId={(product) => product.product_id}
        rowTestId="product-row"
        rowData={(product) => ({ 'data-status': product.status })}
        rowName={(product) => product.name}
        to={to}
        list={list}
        search={{ label: 'Search', placeholder: 'Words, or a whole id, SKU or barcode' }}
        filters={filters}
        views={views}
        empty="There are no products yet."
        none="No product matches."
        bulkMax={BULK_MAX}
        bulk={(picked, _, keep) => (
          <BulkBar
            products={picked}
            changed={(refused) => {
              // What could not be changed stays chosen, so that it can be tried in another way.
              keep(refused);
              rows.reload();
            }}
          />
        )}
        extra={<ExportJob name="products.csv" label="Export of the products" testId="export-products" read={() => exportGoods(exported(asked))} />}
      />
    </div>
  );
}
