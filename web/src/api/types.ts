// The shapes on the wire, named as the pages speak of them. They are the document's own, generated into
// schema.d.ts; `But` narrows what the document leaves as plain text or as free form.
import type { components } from './schema';

type Schemas = components['schemas'];
type But<Shape, Narrowed> = Omit<Shape, keyof Narrowed> & Narrowed;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

// Sets of words that the document only calls text.
export type Role = 'guest' | 'customer' | 'vendor' | 'admin';
export type ShippingMethod = 'standard' | 'express';
export type CouponType = 'percent' | 'amount' | 'free_shipping' | 'buy_x_get_y';
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

export type Address = Schemas['postal_address'];
export type User = But<Schemas['profile'], { roles: Role[] }>;

/** A guest has an id and a role, and nothing else. */
export type Shopper = Pick<User, 'user_id' | 'roles'> & Partial<User>;
export type RegisterRequest = Schemas['register_body'];
export type MergedLine = But<Schemas['merge_line'], { fate: 'added' | 'summed' | 'capped' | 'saved' | 'dropped'; reason?: string | null }>;
export type MergeReport = But<Schemas['merge_report'], { lines: MergedLine[] }>;
export type SignedIn = But<Schemas['signed_in'], { user: User; merge?: MergeReport | null }>;
export type GuestTokens = But<Schemas['guest_reply'], { user: Shopper }>;

// Free form in the catalog, so the document has no shape for it.
export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [name: string]: AttributeValue };
export type Product = But<
  Schemas['product_body'],
  { attributes?: Record<string, AttributeValue> | null; options?: Record<string, string | string[]> | null }
>;

/** What a card in a grid shows; recommendations carry no more than this. */
export type CardProduct = Pick<Product, 'product_id' | 'name' | 'price' | 'currency' | 'category' | 'images'> &
  Partial<Pick<Product, 'vendor_name' | 'has_variants'>> & { stock: Product['stock'] | null };
export type Facets = Schemas['facets_body'];
export type FacetValue = Schemas['facet_value'];
export type ProductPage = But<Schemas['product_list_body'], { items: Product[] }>;
export type Recommendation = Schemas['recommendation_body'];
export type StockLevel = Schemas['stock'];

/** An empty cart has no currency yet; on a page every cart has one. */
export type CartReply = But<Schemas['cart_body'], { items: CartLine[]; saved_for_later: CartLine[]; email?: string | null }>;
export type Cart = But<CartReply, { currency: string }>;
export type LineProblem = 'out_of_stock' | 'less_available' | 'no_longer_sold' | 'currency_differs';
export type CartLine = But<Schemas['cart_body_line'], { problem?: LineProblem | null }>;
export type CartCoupon = Schemas['cart_body_coupon'];

export type SharePermission = 'view' | 'edit';
/** A link to a cart as its owner sees it in the list; the token itself is shown once, when it is made. */
export interface ShareLink {
  share_id: string;
  permission: SharePermission;
  created_at: string;
  expires_at: string;
}
export type NewShareLink = ShareLink & { token: string; url: string };
/** A cart as the one who was given a link sees it: nothing of its owner, no coupon, no saved lines. */
export interface SharedCart {
  permission: SharePermission;
  expires_at: string;
  version: number;
  currency: string | null;
  items: CartLine[];
  total_items: number;
  total_price: number;
}
export interface RestoredCart {
  cart: CartReply;
  merge: { lines: MergedLine[] };
}

/** One of everybody's carts, as the shop's people see it in a list. */
export interface CartRow {
  user_id: string;
  guest: boolean;
  email?: string | null;
  version: number;
  lines: number;
  units: number;
  value: number;
  currency: string | null;
  coupon?: string | null;
  created_at: string;
  updated_at: string;
  expires_at: string;
  abandoned_at?: string | null;
}
/** A cart that holds one product, in the cart or saved beside it. */
export interface ProductCart {
  user_id: string;
  guest: boolean;
  quantity: number;
  saved: boolean;
  price: number;
  currency: string;
  added_at: string;
  updated_at: string;
}
export type CartChange = Schemas['history_entry'];
export interface CartFigures {
  created: number;
  abandoned: number;
  recovered: number;
  converted: number;
  value: { currency: string; amount: number }[];
}
export type CartDay = CartFigures & { day: string };
export interface CartAnalytics {
  from: string;
  to: string;
  totals: CartFigures;
  days: CartDay[];
  open_carts: number;
  abandoned_now: number;
}

export type QuoteRequest = But<Schemas['quote_body'], { shipping_address: Address; shipping_method: ShippingMethod }>;
export type Quote = But<Schemas['quote_reply'], { shipping_methods: QuotedMethod[] }>;
export type QuotedMethod = But<Schemas['shipping_method_body'], { method: ShippingMethod }>;
export type QuoteProblem = Schemas['problem_body'];
export type PlaceOrderRequest = But<
  Schemas['place_order_body'],
  { shipping_address: Address; shipping_method: ShippingMethod; expected_total: number }
>;

export type OrderLine = But<Schemas['order_line_body'], { status: OrderStatus }>;
interface OrderWords {
  status: OrderStatus;
  items: OrderLine[];
  legal_next: OrderStatus[];
}
// The document gives an order's payment the shape of a call to pay, so it is written down here.
export interface OrderPayment {
  status: string;
  reason?: string | null;
}
export type Order = But<Schemas['order_body'], OrderWords & { payment: OrderPayment }>;

/** A vendor's own lines of an order: no shipping cost, no payment, nothing of what others sold. */
export type VendorOrder = But<Schemas['vendor_order_body'], OrderWords>;

/** Either of the two, for the pages that show both. */
export type AnyOrder = VendorOrder & Partial<Omit<Order, keyof VendorOrder>>;
export type OrderMove = But<Schemas['vendor_move_body'], { status: OrderStatus }>;
export type OrderEvent = Schemas['entry_body'];

export type Coupon = But<Schemas['coupon_reply'], { type: CouponType }>;
export type CouponBody = But<Schemas['coupon_body'], { type: CouponType }>;

export type Mail = Schemas['mail_body'];
export type MailSummary = Schemas['mail_summary'];

export type Sales = Schemas['sales_body'];
export type SalesPoint = Schemas['sales_item'];
export type TopProducts = Schemas['products_body'];
export type CartFunnel = Schemas['carts_body'];
export type FunnelStep = Schemas['funnel_step'];
export type VendorSummary = Schemas['vendor_summary_body'];
