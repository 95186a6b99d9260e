// The shapes that travel between the shop and the host, member for member as on the wire.
// Money is a decimal number in major units with its currency beside it.

export type Role = 'guest' | 'customer' | 'vendor' | 'admin';

export interface Address {
  name: string;
  line1: string;
  line2?: string | null;
  city: string;
  region?: string | null;
  postal_code: string;
  country: string;
}

export interface User {
  user_id: string;
  email?: string | null;
  name?: string | null;
  roles: Role[];
  vendor_id?: string | null;
  address?: Address | null;
  created_at?: string;
}

/** What became of one line of the guest's cart: added, summed, capped or dropped. */
export interface MergedLine {
  product_id: string;
  guest_quantity: number;
  user_quantity: number;
  quantity: number;
  fate: string;
  reason?: string | null;
}

export interface Tokens {
  access_token: string;
  token_type?: string;
  expires_in: number;
  refresh_token?: string | null;
  user: User;
  /** To be sent with the next sign-in on this device, so that others' wrong guesses do not lock it out. */
  device_token?: string | null;
  merge?: { status: string; lines: MergedLine[] } | null;
}

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [name: string]: AttributeValue };

export interface Product {
  product_id: string;
  name: string;
  description: string;
  price: number;
  currency: string;
  category: string;
  vendor_id: string;
  vendor_name?: string | null;
  attributes?: Record<string, AttributeValue> | null;
  parent_id?: string | null;
  options?: Record<string, string | string[]> | null;
  has_variants?: boolean;
  images?: string[] | null;
  stock?: { available: number } | null;
  updated_at?: string;
}

export interface FacetValue {
  value: string;
  label?: string | null;
  count: number;
}

export interface Facets {
  categories?: FacetValue[];
  vendors?: FacetValue[];
  price?: { min: number; max: number } | null;
  in_stock?: { count: number } | null;
}

export interface ProductPage extends Page<Product> {
  total?: number | null;
  facets?: Facets | null;
}

export interface Recommendation {
  product_id?: string;
  product?: Product | null;
  reason: string;
}

export interface StockLevel {
  product_id: string;
  on_hand: number;
  reserved: number;
  available: number;
}

export interface CartLine {
  product_id: string;
  product_name: string;
  quantity: number;
  price: number;
  subtotal?: number;
  currency?: string;
  image?: string | null;
  added_at?: string;
  available?: boolean;
  available_quantity?: number | null;
  price_change?: { was: number; now: number } | null;
}

export interface CartCoupon {
  code: string;
  applied: boolean;
  discount?: number | null;
  free_shipping?: boolean | null;
  /** The code of why it does not apply, and the same in words. */
  problem?: string | null;
  reason?: string | null;
}

export interface Cart {
  user_id: string;
  version: number;
  currency: string;
  items: CartLine[];
  saved_for_later: CartLine[];
  total_items: number;
  total_price: number;
  coupon?: CartCoupon | null;
  discount?: number | null;
  expires_at?: string | null;
}

export type ShippingMethod = 'standard' | 'express';

export interface QuoteLine {
  product_id: string;
  product_name: string;
  quantity: number;
  price: number;
  subtotal: number;
  available?: boolean;
  problem?: string | null;
}

export interface QuoteProblem {
  code: string;
  detail: string;
  product_id?: string | null;
}

export interface Quote {
  currency: string;
  lines: QuoteLine[];
  subtotal: number;
  discounts?: { code?: string | null; description?: string | null; amount: number }[];
  discount: number;
  shipping: number;
  shipping_methods?: { method: ShippingMethod; label?: string | null; price: number; estimate?: string | null }[];
  tax: number;
  tax_included: number;
  tax_rate?: number | null;
  tax_label?: string | null;
  total_price: number;
  problems?: QuoteProblem[];
}

export interface QuoteRequest {
  shipping_address: Address;
  shipping_method: ShippingMethod;
  coupon_code?: string;
}

export interface PlaceOrderRequest extends QuoteRequest {
  payment_method: { token: string };
  expected_total: number;
  email?: string;
}

export type OrderStatus =
  | 'pending'
  | 'confirmed'
  | 'processing'
  | 'partially_shipped'
  | 'shipped'
  | 'delivered'
  | 'returned'
  | 'cancelled'
  | 'payment_failed';

export interface OrderLine {
  product_id: string;
  product_name: string;
  vendor_id?: string | null;
  quantity: number;
  price: number;
  subtotal: number;
  status?: OrderStatus | null;
}

export interface Order {
  order_id: string;
  user_id?: string;
  email?: string | null;
  status: OrderStatus;
  status_reason?: string | null;
  items?: OrderLine[];
  total_items?: number;
  subtotal: number;
  discount: number;
  /** Absent in a vendor's view, which holds the vendor's own lines only. */
  shipping?: number;
  shipping_method?: ShippingMethod | null;
  shipping_address?: Address | null;
  tax: number;
  tax_included?: number;
  total_price: number;
  currency: string;
  coupon_code?: string | null;
  payment?: { status?: string | null; reason?: string | null } | null;
  tracking?: { carrier: string; tracking_number: string }[] | null;
  can_cancel?: boolean;
  legal_next?: OrderStatus[];
  created_at: string;
  updated_at?: string;
}

export interface OrderEvent {
  event_id?: string;
  type: string;
  status?: OrderStatus | null;
  detail?: string | null;
  at: string;
  actor?: string | null;
}

export type CouponType = 'percent' | 'amount' | 'free_shipping' | 'buy_x_get_y';

export interface Coupon {
  code: string;
  type: CouponType;
  /** Percent, or an amount of the currency; absent where shipping is free. */
  value?: number | null;
  /** Of every `buy` + `get` units, the cheapest `get` cost less. */
  buy?: number | null;
  get?: number | null;
  currency?: string | null;
  min_subtotal?: number | null;
  starts_at?: string | null;
  ends_at?: string | null;
  total_limit?: number | null;
  per_customer_limit?: number | null;
  products?: string[] | null;
  categories?: string[] | null;
  exclusive_group?: string | null;
  priority?: number | null;
  used?: number;
}

export interface Mail {
  mail_id: string;
  to: string;
  subject: string;
  template?: string | null;
  order_id?: string | null;
  status?: string | null;
  created_at: string;
  sent_at?: string | null;
  text?: string | null;
  html?: string | null;
}

export interface SalesPoint {
  from: string;
  orders: number;
  units?: number;
  revenue: number;
}

export interface Sales {
  interval: string;
  currency: string;
  items: SalesPoint[];
}

export interface TopProducts {
  currency: string;
  items: { product_id: string; product_name?: string | null; units: number; orders?: number; revenue: number }[];
}

export interface CartFunnel {
  funnel: { step: string; label?: string | null; count: number }[];
}
