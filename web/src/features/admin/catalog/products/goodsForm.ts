// A product as its form has it, and what of it was changed: only that is sent, so that two who change different things both count.
import type { GoodsBody, GoodsPatch, Product } from '../../../../api/types';
import { minorDigits } from '../../../../ui/money';

export interface Axis {
  name: string;
  /** Values between commas. */
  values: string;
}

export const safetyMembers = [
  'manufacturer_name',
  'manufacturer_address',
  'manufacturer_contact',
  'responsible_name',
  'responsible_address',
  'responsible_contact',
  'warnings',
] as const;

export type SafetyMember = (typeof safetyMembers)[number];

export interface GoodsText {
  name: string;
  description: string;
  category: string;
  vendor_id: string;
  price: string;
  compare_at_price: string;
  currency: string;
  tax_class: string;
  /** 'true', 'false', or empty for the shop's rule. */
  prices_include_tax: string;
  requires_shipping: boolean;
  weight_g: string;
  status: Product['status'];
  sku: string;
  barcode: string;
  brand: string;
  /** Between commas. */
  tags: string;
  slug: string;
  seo_title: string;
  seo_description: string;
  safety: Record<SafetyMember, string>;
  axes: Axis[];
}

export const blankGoods = (currency: string): GoodsText => ({
  name: '',
  description: '',
  category: '',
  vendor_id: '',
  price: '',
  compare_at_price: '',
  currency,
  tax_class: 'standard',
  prices_include_tax: '',
  requires_shipping: true,
  weight_g: '',
  status: 'draft',
  sku: '',
  barcode: '',
  brand: '',
  tags: '',
  slug: '',
  seo_title: '',
  seo_description: '',
  safety: Object.fromEntries(safetyMembers.map((member) => [member, ''])) as Record<SafetyMember, string>,
  axes: [],
});

/** An amount as a person writes it, with the digits that the currency has. */
export const amountText = (amount: number | null | undefined, currency: string): string =>
  amount === null || amount === undefined ? '' : amount.toFixed(minorDigits(currency));

/** The product's own price: while a price for a time holds it is what that is reduced from. */
export const regularPrice = (product: Product): number | null | undefined => (product.sale ? product.compare_at_price : product.price);

export function goodsText(product: Product): GoodsText {
  const safety = (product.safety ?? {}) as Partial<Record<SafetyMember, string | null>>;
  return {
    name: product.name,
    description: product.description,
    category: product.category,
    vendor_id: product.vendor_id,
    price: amountText(regularPrice(product), product.currency),
    compare_at_price: amountText(product.sale ? null : product.compare_at_price, product.currency),
    currency: product.currency,
    tax_class: product.tax_class ?? 'standard',
    prices_include_tax: product.prices_include_tax === true ? 'true' : product.prices_include_tax === false ? 'false' : '',
    requires_shipping: product.requires_shipping ?? true,
    weight_g: product.weight_g ? String(product.weight_g) : '',
    status: product.status,
    sku: product.sku ?? '',
    barcode: product.barcode ?? '',
    brand: product.brand ?? '',
    tags: (product.tags ?? []).join(', '),
    slug: product.slug ?? '',
    seo_title: product.seo?.title ?? '',
    seo_description: product.seo?.description ?? '',
    safety: Object.fromEntries(safetyMembers.map((member) => [member, safety[member] ?? ''])) as Record<SafetyMember, string>,
    axes: Object.entries(product.options ?? {}).flatMap(([name, values]) => (Array.isArray(values) ? [{ name, values: values.join(', ') }] : [])),
  };
}

export const listOf = (text: string): string[] => {
  const seen = new Set<string>();
  return text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '' && !seen.has(part.toLowerCase()) && seen.add(part.toLowerCase()));
};

/** What cannot be read as a number is sent as it is written, and refused by the host under its field. */
const number = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text.trim().replace(',', '.')));
const amount = (text: string): number | null => (text.trim() === '' ? null : number(text));

function optionsOf(axes: Axis[]): Record<string, string[]> | null {
  const named = axes.filter((axis) => axis.name.trim() !== '' && listOf(axis.values).length > 0);
  return named.length === 0 ? null : Object.fromEntries(named.map((axis) => [axis.name.trim(), listOf(axis.values)]));
}

/** Faults that need no host: amounts that are none. By the member's name, as the host's. */
export function faultsOf(text: GoodsText): Record<string, string[]> {
  const faults: Record<string, string[]> = {};
  if (Number.isNaN(number(text.price))) faults.price = ['Must be an amount such as 9.99.'];
  if (text.compare_at_price.trim() !== '' && Number.isNaN(number(text.compare_at_price))) faults.compare_at_price = ['Must be an amount such as 9.99, or empty.'];
  if (!/^\d*$/.test(text.weight_g.trim())) faults.weight_g = ['Must be whole grams.'];
  if (text.barcode.trim() !== '' && !isGtin(text.barcode.trim())) faults.barcode = ['Must be 8, 12, 13 or 14 digits, and the last is not right for those before it.'];
  return faults;
}

/** As GS1 has it: from the right, digits weigh 1 and 3 by turns, and the sum is a multiple of ten. */
export function isGtin(text: string): boolean {
  if (!/^(\d{8}|\d{12}|\d{13}|\d{14})$/.test(text)) return false;
  const sum = [...text].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 1 : 3), 0);
  return sum % 10 === 0;
}

export type Member = Exclude<keyof GoodsText, 'axes' | 'safety'> | 'options' | 'safety';

export const memberLabels: Record<Member, string> = {
  name: 'Name',
  description: 'Description',
  category: 'Category',
  vendor_id: 'Vendor',
  price: 'Price',
  compare_at_price: 'Compare-at price',
  currency: 'Currency',
  tax_class: 'Tax class',
  prices_include_tax: 'Price includes tax',
  requires_shipping: 'Needs shipping',
  weight_g: 'Weight',
  status: 'Status',
  sku: 'SKU',
  barcode: 'Barcode',
  brand: 'Brand',
  tags: 'Tags',
  slug: 'Address',
  seo_title: 'Title in search engines',
  seo_description: 'Description in search engines',
  options: 'Options',
  safety: 'Safety contact',
};

/** One member as words, to compare and to show. */
export function memberText(text: GoodsText, member: Member): string {
  if (member === 'options') return JSON.stringify(optionsOf(text.axes) ?? {});
  if (member === 'safety') return safetyMembers.map((each) => text.safety[each].trim()).filter(Boolean).join('\n');
  const value = text[member];
  return typeof value === 'boolean' ? (value ? 'yes' : 'no') : value;
}

export const changedMembers = (before: GoodsText, now: GoodsText): Member[] =>
  (Object.keys(memberLabels) as Member[]).filter((member) => memberText(before, member) !== memberText(now, member));

export const taken = (from: GoodsText, into: GoodsText, member: Member): GoodsText =>
  member === 'options' ? { ...into, axes: from.axes } : { ...into, [member]: from[member] };

/** What two of them changed since `base`, each differently. */
export const conflictsOf = (base: GoodsText, mine: GoodsText, theirs: GoodsText): Member[] => {
  const other = new Set(changedMembers(base, theirs));
  return changedMembers(base, mine).filter((member) => other.has(member) && memberText(mine, member) !== memberText(theirs, member));
};

/** Mine over theirs: what only they changed is theirs, the rest stays as it was typed. */
export const merged = (base: GoodsText, mine: GoodsText, theirs: GoodsText): GoodsText => {
  const own = new Set(changedMembers(base, mine));
  return changedMembers(base, theirs).reduce((text, member) => (own.has(member) ? text : taken(theirs, text, member)), mine);
};

export function patchOf(before: GoodsText, now: GoodsText): GoodsPatch {
  const patch: Record<string, unknown> = {};
  const seo: Record<string, string | null> = {};
  for (const member of changedMembers(before, now)) {
    switch (member) {
      case 'price':
        patch.price = number(now.price);
        break;
      case 'compare_at_price':
        patch.compare_at_price = amount(now.compare_at_price);
        break;
      case 'prices_include_tax':
        patch.prices_include_tax = now.prices_include_tax === '' ? null : now.prices_include_tax === 'true';
        break;
      case 'weight_g':
        patch.weight_g = Number(now.weight_g.trim() || '0');
        break;
      case 'sku':
      case 'barcode':
      case 'brand':
      case 'slug':
        patch[member] = now[member].trim() || null;
        break;
      case 'tags':
        patch.tags = listOf(now.tags);
        break;
      case 'seo_title':
        seo.title = now.seo_title.trim() || null;
        break;
      case 'seo_description':
        seo.description = now.seo_description.trim() || null;
        break;
      case 'options':
        patch.options = optionsOf(now.axes);
        break;
      case 'safety':
        patch.safety = safetyOf(now);
        break;
      case 'currency':
        // The host wants a price with another currency.
        patch.currency = now.currency;
        patch.price = number(now.price);
        break;
      default:
        patch[member] = now[member];
    }
  }
  if (Object.keys(seo).length > 0) patch.seo = seo;
  return patch as GoodsPatch;
}

function safetyOf(text: GoodsText): Record<string, string> | null {
  const said = safetyMembers.map((member) => [member, text.safety[member].trim()] as const).filter(([, value]) => value !== '');
  return said.length === 0 ? null : Object.fromEntries(said);
}

/** The body of a new product: what is empty is not said. */
export function bodyOf(text: GoodsText, vendor: string | null): GoodsBody {
  const patch = patchOf(blankGoods(text.currency), { ...text, vendor_id: '' }) as Record<string, unknown>;
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== null));
  return { ...said, name: text.name, category: text.category, price: number(text.price), currency: text.currency, status: text.status, ...(vendor ? { vendor_id: vendor } : {}) } as GoodsBody;
}

/** Every choice of one value an option, in the order of the options; nothing of a product that offers nothing. */
export function combinations(axes: Axis[]): Record<string, string>[] {
  const offered = Object.entries(optionsOf(axes) ?? {});
  if (offered.length === 0) return [];
  return offered.reduce<Record<string, string>[]>((some, [name, values]) => some.flatMap((one) => values.map((value) => ({ ...one, [name]: value }))), [{}]);
}

const same = (choice: Record<string, string>, options: Product['options']): boolean =>
  Object.entries(choice).every(([name, value]) => String(options?.[name] ?? '') === value) && Object.keys(options ?? {}).length === Object.keys(choice).length;

export const missingOf = (axes: Axis[], variants: Product[]): Record<string, string>[] =>
  combinations(axes).filter((choice) => !variants.some((variant) => same(choice, variant.options)));

/** A variant is sold as its parent, with what was chosen behind the name. */
export const variantName = (parent: string, choice: Record<string, string>): string => `${parent}, ${Object.values(choice).join(', ')}`;

/** A body for a variant of what its parent is now. */
export const variantBody = (parent: Product, choice: Record<string, string>): GoodsBody =>
  ({
    name: variantName(parent.name, choice),
    description: parent.description,
    price: regularPrice(parent),
    currency: parent.currency,
    category: parent.category,
    vendor_id: parent.vendor_id,
    parent_id: parent.product_id,
    options: choice,
    // Uploaded ones are the parent's own; its page shows them for each variant.
    images: parent.images.filter((address) => !address.startsWith('/media/')),
    tax_class: parent.tax_class,
    requires_shipping: parent.requires_shipping,
    weight_g: parent.weight_g,
    ...(typeof parent.prices_include_tax === 'boolean' ? { prices_include_tax: parent.prices_include_tax } : {}),
    status: 'active',
  }) as GoodsBody;
