// Which columns the list of goods shows; each reader's own choice, kept in this browser.
export type Column = 'status' | 'sku' | 'price' | 'stock' | 'category' | 'vendor' | 'brand' | 'barcode' | 'tax' | 'tags' | 'changed';

export const columns: { id: Column; label: string; end?: boolean }[] = [
  { id: 'status', label: 'Status' },
  { id: 'sku', label: 'SKU' },
  { id: 'price', label: 'Price', end: true },
  { id: 'stock', label: 'Stock', end: true },
  { id: 'category', label: 'Category' },
  { id: 'vendor', label: 'Vendor' },
  { id: 'brand', label: 'Brand' },
  { id: 'barcode', label: 'Barcode' },
  { id: 'tax', label: 'Tax class' },
  { id: 'tags', label: 'Tags' },
  { id: 'changed', label: 'Changed' },
];

const KEY = 'cartwright.goods.columns';
const usual: Column[] = ['status', 'sku', 'price', 'stock', 'category'];

/** What was chosen; the usual ones where nothing was, or where what is kept cannot be read. */
export function chosenColumns(): ReadonlySet<Column> {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (Array.isArray(kept)) return new Set(columns.map((column) => column.id).filter((id) => kept.includes(id)));
  } catch {
    // A browser without storage shows the usual ones.
  }
  return new Set(usual);
}

export function keepColumns(chosen: ReadonlySet<Column>): void {
  try {
    localStorage.setItem(KEY, JSON.stringify([...chosen]));
  } catch {
    // The choice lasts as long as the page.
  }
}
