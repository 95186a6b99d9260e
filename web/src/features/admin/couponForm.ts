// A coupon while it is edited as text, and back to what the host takes.
import type { Coupon, CouponBody, CouponType } from '../../api/types';

export interface CouponText {
  code: string;
  type: CouponType;
  value: string;
  buy: string;
  get: string;
  currency: string;
  min_subtotal: string;
  starts_at: string;
  ends_at: string;
  total_limit: string;
  per_customer_limit: string;
  categories: string;
  products: string;
}

export function couponText(coupon: Coupon | null): CouponText {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  return {
    code: coupon?.code ?? '',
    type: coupon?.type ?? 'percent',
    value: text(coupon?.value),
    buy: text(coupon?.buy),
    get: text(coupon?.get),
    currency: coupon?.currency ?? 'USD',
    min_subtotal: text(coupon?.min_subtotal),
    starts_at: localTime(coupon?.starts_at),
    ends_at: localTime(coupon?.ends_at),
    total_limit: text(coupon?.total_limit),
    per_customer_limit: text(coupon?.per_customer_limit),
    categories: (coupon?.categories ?? []).join(', '),
    products: (coupon?.products ?? []).join(', '),
  };
}

/** Empty fields are left out when a coupon is made, and sent as null when they are taken away from one. */
export function couponBody(text: CouponText, before: Coupon | null): CouponBody {
  const body: CouponBody = { code: text.code.trim().toUpperCase(), type: text.type };
  if (text.type === 'amount' || text.min_subtotal !== '') body.currency = text.currency;
  const set = <K extends Exclude<keyof CouponBody, 'code' | 'type'>>(name: K, value: CouponBody[K] | undefined) => {
    if (value !== undefined) body[name] = value;
    else if (isSet(before?.[name])) body[name] = null as CouponBody[K];
  };
  set('value', text.type === 'free_shipping' ? undefined : number(text.value));
  set('buy', text.type === 'buy_x_get_y' ? number(text.buy) : undefined);
  set('get', text.type === 'buy_x_get_y' ? number(text.get) : undefined);
  set('min_subtotal', number(text.min_subtotal));
  set('starts_at', utcTime(text.starts_at));
  set('ends_at', utcTime(text.ends_at));
  set('total_limit', number(text.total_limit));
  set('per_customer_limit', number(text.per_customer_limit));
  set('categories', list(text.categories));
  set('products', list(text.products));
  return body;
}

/** The host writes an absent list as an empty one. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
}

function number(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? undefined : value;
}

function list(text: string): string[] | undefined {
  const values = text
    .split(',')
    .map((value) => value.trim())
    .filter(Boolean);
  return values.length === 0 ? undefined : values;
}

function utcTime(local: string): string | undefined {
  const date = new Date(local);
  return local === '' || Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

function localTime(utc: string | null | undefined): string {
  const date = utc ? new Date(utc) : null;
  if (!date || Number.isNaN(date.getTime())) return '';
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
