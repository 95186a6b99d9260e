// A promotion while it is edited as text, and back to what the host takes.
import { shopNow } from '../../shop/useShop';
import type { Promotion, PromotionBody, PromotionType } from '../../../api/types';
import { windowBody, windowText, type WindowText } from '../../../ui/browser/shopWindow';

export interface PromotionText extends WindowText {
  code: string;
  type: PromotionType;
  value: string;
  buy: string;
  get: string;
  currency: string;
  min_subtotal: string;
  total_limit: string;
  per_customer_limit: string;
  categories: string;
  products: string;
  name: string;
  needs: Needs;
  min_quantity: string;
  customer_groups: string;
  first_order: boolean;
  exclusive_group: string;
  priority: string;
  stackable: boolean;
}

/** What a customer does for it: nothing, type its code, or type a code of their own. */
export type Needs = 'nothing' | 'code' | 'own_code';

export function promotionText(promotion: Promotion | null): PromotionText {
  const text = (value: number | null | undefined) => (value === null || value === undefined ? '' : String(value));
  return {
    code: promotion?.code ?? '',
    type: promotion?.type ?? 'percent',
    value: text(promotion?.value),
    buy: text(promotion?.buy),
    get: text(promotion?.get),
    currency: promotion?.currency ?? shopNow().currency,
    min_subtotal: text(promotion?.min_subtotal),
    ...windowText(promotion),
    total_limit: text(promotion?.total_limit),
    per_customer_limit: text(promotion?.per_customer_limit),
    categories: (promotion?.categories ?? []).join(', '),
    products: (promotion?.products ?? []).join(', '),
    name: promotion && promotion.name !== `Coupon ${promotion.code}` ? promotion.name : '',
    needs: !promotion || promotion.code ? 'code' : promotion.single_use_codes ? 'own_code' : 'nothing',
    min_quantity: text(promotion?.min_quantity),
    customer_groups: (promotion?.customer_groups ?? []).join(', '),
    first_order: promotion?.first_order ?? false,
    exclusive_group: promotion?.exclusive_group ?? '',
    priority: promotion?.priority ? String(promotion.priority) : '',
    stackable: promotion?.stackable ?? true,
  };
}

/** Empty fields are left out when a promotion is made, and sent as null when they are taken away from one. */
export function promotionBody(text: PromotionText, before: Promotion | null): PromotionBody {
  const body: PromotionBody = { type: text.type };
  if (text.type === 'amount' || text.min_subtotal !== '') body.currency = text.currency;
  const set = <K extends Exclude<keyof PromotionBody, 'type'>>(name: K, value: PromotionBody[K] | undefined) => {
    if (value !== undefined) body[name] = value;
    else if (isSet(before?.[name])) body[name] = null as PromotionBody[K];
  };
  set('code', text.needs === 'code' ? text.code.trim().toUpperCase() : undefined);
  set('single_use_codes', text.needs === 'own_code' ? true : undefined);
  // A coupon without a name is shown by its code: that is no name to take away.
  const name = text.name.trim();
  if (name !== '') body.name = name;
  else if (promotionText(before).name !== '') body.name = null;
  set('value', text.type === 'free_shipping' ? undefined : number(text.value));
  set('buy', text.type === 'buy_x_get_y' ? number(text.buy) : undefined);
  set('get', text.type === 'buy_x_get_y' ? number(text.get) : undefined);
  set('min_subtotal', number(text.min_subtotal));
  const { starts_at, ends_at } = windowBody(text, before);
  set('starts_at', starts_at);
  set('ends_at', ends_at);
  set('total_limit', number(text.total_limit));
  set('per_customer_limit', number(text.per_customer_limit));
  set('categories', list(text.categories));
  set('products', list(text.products));
  set('min_quantity', number(text.min_quantity));
  set('customer_groups', list(text.customer_groups));
  set('first_order', text.first_order || undefined);
  set('exclusive_group', text.exclusive_group.trim() || undefined);
  set('priority', number(text.priority));
  if (!text.stackable) body.stackable = false;
  else if (before?.stackable === false) body.stackable = true;
  return body;
}

/** The host writes an absent list as an empty one, an absent yes as no, and no priority as 0. */
function isSet(value: unknown): boolean {
  return value !== undefined && value !== null && value !== false && value !== 0 && !(Array.isArray(value) && value.length === 0);
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
