// What the search over everything offers: rooms and actions by their words, and what the host finds, as far as one may see it.
import { listUsers } from '../../../api/desk/admin';
import { listCustomers } from '../../../api/desk/customers';
import { listOrders } from '../../../api/orders';
import { isAbort } from '../../../api/core/problem';
import type { Permission } from '../../../api/permissions';
import { listGoods } from '../../../api/products';
import { listVendorOrders } from '../../../api/desk/vendor';
import { money } from '../../../ui/money';
import { statusWords } from '../../../ui/statusWords';
import { shortId, words } from '../../../ui/words';
import { groups, type Room } from '../rooms';

export interface Entry {
  id: string;
  kind: 'room' | 'action' | 'order' | 'product' | 'customer';
  label: string;
  note?: string;
  /** An address, or "?" for the keys. */
  to: string;
  /** Whose drawing it has. */
  room: string;
  /** Other words that it is looked for by. */
  also?: string;
}

export interface Allowed {
  may: (permission: Permission) => boolean;
  isVendor: boolean;
}

interface Action {
  label: string;
  to: string;
  room: string;
  needs?: Permission;
  vendor?: boolean;
  also?: string;
}

const actions: Action[] = [
  { label: 'New product', to: '/admin/products/new', room: '/admin/products', needs: 'products.edit', vendor: true, also: 'create add' },
  { label: 'New promotion', to: '/admin/coupons?new=promotion', room: '/admin/coupons', needs: 'promotions.edit', also: 'coupon discount code create add' },
  { label: 'New tax rate', to: '/admin/taxes?new=rate', room: '/admin/taxes', needs: 'taxes.edit', also: 'vat create add' },
  { label: 'Import products from a file', to: '/admin/import', room: '/admin/import', needs: 'products.edit', vendor: true, also: 'csv upload' },
  { label: 'Orders to pack', to: '/admin/orders?status=confirmed', room: '/admin/orders', needs: 'orders.view', vendor: true, also: 'confirmed ship' },
  { label: 'Returns that wait for an answer', to: '/admin/returns?status=requested', room: '/admin/returns', needs: 'orders.view', vendor: true },
  { label: 'Products that run low', to: '/admin/stock?view=low', room: '/admin/stock', needs: 'stock.view', vendor: true, also: 'stock' },
  { label: 'Invite staff', to: '/admin/users?invite=staff', room: '/admin/users', needs: 'staff.edit', also: 'user colleague add' },
  { label: 'View shop', to: '/', room: '/admin/sellers', also: 'storefront' },
  { label: 'Your account', to: '/account', room: '/admin/customers', also: 'password profile' },
  { label: 'Keyboard shortcuts', to: '?', room: '/admin/guide', also: 'keys help' },
];

export function actionsFor({ may, isVendor }: Allowed): Entry[] {
  return actions
    .filter((action) => !action.needs || may(action.needs) || (isVendor && action.vendor === true))
    .map(({ label, to, room, also }) => ({ id: `action ${label}`, kind: 'action', label, to, room, also }));
}

export function roomEntries(open: readonly Room[]): Entry[] {
  return open.map((room) => {
    const group = groups.find((one) => one.rooms.includes(room))?.label;
    return { id: `room ${room.to}`, kind: 'room', label: room.label, note: group === room.label ? undefined : group, to: room.to, room: room.to, also: group };
  });
}

/** Each typed word begins a word of the entry, in any order. */
export function matches(entry: Entry, typed: string): boolean {
  const said = `${entry.label} ${entry.also ?? ''}`.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter(Boolean)
    .every((word) => said.some((one) => one.startsWith(word)));
}

const LIMIT = 5;

/** What the host finds. What cannot be asked just now leaves the others where they are. */
export async function entriesFound(typed: string, { may, isVendor }: Allowed, signal?: AbortSignal): Promise<{ title: string; entries: Entry[] }[]> {
  const orders = may('orders.view') ? findOrders(typed, signal) : isVendor ? findVendorOrders(typed, signal) : null;
  const products = may('products.view') || isVendor ? findProducts(typed, signal) : null;
  const customers = may('customers.view') ? findCustomers(typed, signal) : null;
  const quiet = (found: Promise<Entry[]> | null): Promise<Entry[]> =>
    found?.catch((error: unknown) => {
      if (isAbort(error)) throw error;
      return [];
    }) ?? Promise.resolve([]);
  const [ofOrders, ofProducts, ofCustomers] = await Promise.all([quiet(orders), quiet(products), quiet(customers)]);
  return [
    { title: 'Orders', entries: ofOrders },
    { title: 'Products', entries: ofProducts },
    { title: 'Customers', entries: ofCustomers },
  ];
}

async function findOrders(q: string, signal?: AbortSignal): Promise<Entry[]> {
  const page = await listOrders({ q, limit: LIMIT }, signal);
  return page.items.map((order) => ({
    id: `order ${order.order_id}`,
    kind: 'order',
    label: `${shortId(order.order_id)} · ${order.shipping_address.name}`,
    note: `${statusWords(order.status)} · ${money(order.total_price, order.currency)}`,
    to: `/admin/orders/${encodeURIComponent(order.order_id)}`,
    room: '/admin/orders',
  }));
}

/** A vendor finds orders by their number alone. */
async function findVendorOrders(q: string, signal?: AbortSignal): Promise<Entry[]> {
  if (!/^[0-9a-f-]{8,36}$/i.test(q)) return [];
  const page = await listVendorOrders({ q, limit: LIMIT }, signal);
  return page.items.map((order) => ({
    id: `order ${order.order_id}`,
    kind: 'order',
    label: shortId(order.order_id),
    note: `${statusWords(order.status)} · ${money(order.total_price, order.currency)}`,
    to: `/admin/orders/${encodeURIComponent(order.order_id)}`,
    room: '/admin/orders',
  }));
}

async function findProducts(q: string, signal?: AbortSignal): Promise<Entry[]> {
  const page = await listGoods({ q, status: 'any', limit: LIMIT }, signal);
  return page.items.map((product) => ({
    id: `product ${product.product_id}`,
    kind: 'product',
    label: product.name,
    note: [product.sku, product.status === 'active' ? null : words(product.status), money(product.price, product.currency)].filter(Boolean).join(' · '),
    to: `/admin/products/${encodeURIComponent(product.product_id)}`,
    room: '/admin/products',
  }));
}

async function findCustomers(q: string, signal?: AbortSignal): Promise<Entry[]> {
  const [users, buyers] = await Promise.all([listUsers({ q, limit: LIMIT }, signal), q.includes('@') ? listCustomers({ q }, signal) : null]);
  const entry = (id: string, name: string | null | undefined, email: string | null | undefined): Entry => ({
    id: `customer ${id}`,
    kind: 'customer',
    label: name ?? email ?? id,
    note: email ?? undefined,
    to: `/admin/customers/${encodeURIComponent(id)}`,
    room: '/admin/customers',
  });
  return [
    ...users.items.map((user) => entry(user.user_id, user.name, user.email)),
    // Guests have no account and are known by their orders.
    ...(buyers?.items ?? []).filter((buyer) => buyer.guest).map((buyer) => entry(buyer.customer_id, buyer.name, buyer.email)),
  ].slice(0, LIMIT);
}
