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
export type Role = 'guest' | 'customer' | 'vendor' | 'staff' | 'admin';
/** standard, express, pickup, none, or a word of the shop's own. */
export type ShippingMethod = string;
export type PromotionType = 'percent' | 'amount' | 'free_shipping' | 'buy_x_get_y';
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

export type Permissions = Schemas['permissions_body'];
export type Staff = Schemas['staff_body'];
export type PermissionChange = Schemas['permission_change_body'];
export type CustomerFigures = Schemas['customer_figures_body'];
export type CustomersPage = But<Schemas['customers_page_body'], Page<CustomerFigures>>;
export type CustomerNote = Schemas['note_body'];

export type ErasureAsk = Schemas['erasure_body'];
export type Erasure = Schemas['erasure_reply'];
export type ErasureEntry = Schemas['erasure_entry_body'];

/** A guest has an id and a role, and nothing else. */
export type Shopper = Pick<User, 'user_id' | 'roles'> & Partial<User>;
export type RegisterRequest = Schemas['register_body'];
export type FirstAdministrator = Schemas['first_administrator_body'];
export type SavedAddress = Schemas['saved_address'];
export type SignedInSession = Schemas['session_body'];
export type TotpSecret = Schemas['totp_secret'];
export type TotpState = Schemas['totp_state'];
export type Passkey = Schemas['passkey_body'];
export type Passkeys = Schemas['passkeys_body'];
export type AddedPasskey = Schemas['added_passkey'];
/** The question is the standard's, so the document has no shape for it. */
export type PasskeyAsk = But<Schemas['passkey_ask'], { public_key: Record<string, unknown> }>;
export type MergedLine = Schemas['merge_line'];
export type MergeReport = Schemas['merge_report'];
export type SignedIn = But<Schemas['signed_in'], { user: User }>;
export type GuestTokens = But<Schemas['guest_reply'], { user: Shopper }>;

// Free form in the catalog, so the document has no shape for it.
export type AttributeValue = string | number | boolean | null | AttributeValue[] | { [name: string]: AttributeValue };
export type Product = But<
  Schemas['product_body'],
  { attributes?: Record<string, AttributeValue> | null; options?: Record<string, string | string[]> | null }
>;

/** What a card in a grid shows; recommendations carry no more than this. */
export type CardProduct = Pick<Product, 'product_id' | 'name' | 'price' | 'currency' | 'category' | 'images'> &
  Partial<Pick<Product, 'slug' | 'pictures' | 'vendor_name' | 'has_variants' | 'compare_at_price' | 'lowest_price_30d'>> & { stock: Product['stock'] | null };
export type ProductPicture = Schemas['photo_body'];
export type ProductPictures = Schemas['photos_body'];
export type Facets = Schemas['facets_body'];
export type FacetValue = Schemas['facet_value'];
export type ProductPage = But<Schemas['product_list_body'], { items: Product[] }>;
export type Suggestions = Schemas['suggestions_body'];
export type Synonym = Schemas['synonym_body'];
export type Recommendation = Schemas['recommendation_body'];
export type StockLevel = Schemas['stock'];

/** An empty cart has no currency yet; on a page every cart has one. */
export type CartReply = Schemas['cart_body'];
export type Cart = But<CartReply, { currency: string }>;
export type CartLine = Schemas['cart_body_line'];
export type CartCoupon = Schemas['cart_body_coupon'];
export type CartPromotion = Schemas['cart_body_promotion'];
export type CartChange = Schemas['history_entry'];

/** A link to a cart as its owner sees it in the list; its token and address are told once, when it is made. */
export type ShareLink = Schemas['link_body'];
export type SharePermission = ShareLink['permission'];
export type NewShareLink = But<ShareLink, { url: string }>;
/** A cart as the one who was given a link sees it: nothing of its owner, no coupon, no saved lines. */
export type SharedCart = Schemas['shared_cart_body'];
export type RestoredCart = Schemas['restored_body'];

/** One of everybody's carts, as the shop's people see it in a list. */
export type CartRow = Schemas['listed_cart_body'];
/** A cart that holds one product, in the cart or saved beside it. */
export type ProductCart = Schemas['listed_line_body'];
export type CartFigures = Schemas['cart_counts'];
export type CartDay = Schemas['cart_figures_day'];
export type CartAnalytics = Schemas['cart_figures_body'];

export type QuoteRequest = Schemas['quote_body'];
export type Quote = Schemas['quote_reply'];
export type QuotedMethod = Schemas['shipping_method_body'];
export type Delivery = Schemas['delivery_body'];
export type QuoteProblem = Schemas['problem_body'];
export type PlaceOrderRequest = But<
  Schemas['place_order_body'],
  { expected_total: number }
>;

export type OrderLine = But<Schemas['order_line_body'], { status: OrderStatus }>;
interface OrderWords {
  status: OrderStatus;
  items: OrderLine[];
  legal_next: OrderStatus[];
}
export type OrderPayment = Schemas['order_payment_body'];
export type Order = But<Schemas['order_body'], OrderWords & { payment: OrderPayment }>;

/** A vendor's own part of an order: its lines, parcels and money, nothing of what others sold. */
export type VendorShipment = But<Schemas['vendor_shipment_body'], { status: OrderStatus }>;
export type VendorOrder = But<Schemas['vendor_order_body'], { status: OrderStatus; legal_next: OrderStatus[]; shipments: VendorShipment[] }>;
export type SendParcel = Schemas['send_body'];
export type BulkReply = Schemas['bulk_reply'];
export type Shipment = Schemas['shipment_body'];
export type OrderReturn = Schemas['return_body'];
export type ReturnMove = Schemas['return_move_body'];
export type Refund = Schemas['refund_body'];
export type RefundAsk = Schemas['refund_ask_body'];
export type RefundQuote = Schemas['refund_quote_body'];
export type RefundQuoteAsk = Schemas['refund_quote_ask_body'];
export type OrderNote = Schemas['order_note_body'];
export type Today = Schemas['today_body'];
export type Policy = Schemas['policy_body'];
export type PolicyRow = Schemas['policy_row_body'];
export type Withdrawal = Schemas['withdrawal_body'];
export type WithdrawalAsk = Schemas['withdrawal_ask_body'];
export type WithdrawalRight = Schemas['withdrawal_right_body'];
export type ProofOfSending = Schemas['proof_body'];
export type Units = Schemas['units_body'];
export type Verdict = Schemas['verdict_body'];
export type OrderEvent = Schemas['entry_body'];

export type Carriers = Schemas['carriers_body'];
export type Carrier = Schemas['carrier_body'];
export type Tracking = Schemas['tracking_reply'];
export type ShippingZone = Schemas['shipping_zone_reply'];
export type ShippingZoneBody = Schemas['shipping_zone_body'];
export type ZoneMethod = Schemas['zone_method_body'];
export type ShippingExampleAsk = Schemas['shipping_example_body'];
export type ShippingExample = Schemas['shipping_example_reply'];
export type ShippedParcel = Schemas['shipped_body'];
export type TableRate = Schemas['table_rate_body'];
export type TableRates = Schemas['table_rates_body'];
export type PickupPoint = Schemas['pickup_point_reply'];
export type PickupPointBody = Schemas['pickup_point_body'];
export type TaxRate = Schemas['tax_rate_reply'];
export type TaxRateBody = Schemas['tax_rate_body'];
export type FixedRate = Schemas['fixed_rate_body'];
export type TaxExampleAsk = Schemas['tax_example_body'];
export type TaxExample = Schemas['tax_example_reply'];
export type TaxedSale = Schemas['taxed_body'];
export type PromotionState = 'scheduled' | 'live' | 'ended';
export type Promotion = But<Schemas['promotion_reply'], { type: PromotionType; state: PromotionState }>;
export type PromotionBody = But<Schemas['promotion_body'], { type: PromotionType }>;
export type CodeBatch = Schemas['batch_body'];
/** A new batch with its codes, which are told this once. */
export type MadeBatch = Schemas['made_batch_body'];
export type CustomerGroup = Schemas['group_body'];
export type GroupMember = Schemas['member_body'];

export type Mail = Schemas['mail_body'];
export type MailSummary = Schemas['mail_summary'];
export type MailTemplates = Schemas['mail_template_list'];
export type MailTemplateRow = Schemas['mail_template_row'];
export type MailTemplate = Schemas['mail_template_body'];
export type MailVariable = Schemas['template_variable_body'];
export type MailWords = Schemas['mail_template_input'];
export type MailPreview = Schemas['mail_preview_body'];
export type MailTemplateVersion = Schemas['mail_template_version_body'];

export type Sales = Schemas['sales_body'];
export type SalesPoint = Schemas['sales_item'];
export type TopProducts = Schemas['products_body'];
export type CartFunnel = Schemas['carts_body'];
export type Customers = Schemas['customers_body'];
export type Cohorts = Schemas['cohorts_body'];
export type Cohort = Schemas['cohort_item'];
export type Baskets = Schemas['baskets_body'];
export type Pairs = Schemas['pairs_body'];
export type Hours = Schemas['hours_body'];
export type Rebuild = Schemas['rebuild_body'];
export type Interval = 'hour' | 'day' | 'week' | 'month';
export type FunnelStep = Schemas['funnel_step'];
export type VendorSummary = Schemas['vendor_summary_body'];

export type VendorBalance = Schemas['vendor_balance_body'];
export type HeldOrder = Schemas['held_order_body'];

export type Payout = Schemas['payout_body'];

export type PayoutFile = Schemas['payout_file_body'];

export type FiledPayout = Schemas['filed_payout_body'];

export type VendorAccount = Schemas['vendor_account_body'];

export type PayoutProvider = Schemas['payout_provider_body'];
export type PayoutTransfer = Schemas['payout_transfer_body'];
export type BankAnswer = Schemas['bank_answer_body'];
export type AccountChange = Schemas['account_change_body'];

export type PayoutDifferences = Schemas['payout_differences_body'];
export type PayoutAsk = Schemas['payout_ask_body'];
export type Owed = Schemas['owed_body'];
export type LedgerSums = Schemas['ledger_sums_body'];
export type VendorReport = Schemas['vendor_report_body'];

/** An invoice or a credit note; amounts are above zero on both. */
export type Paper = But<Schemas['paper_body'], { kind: 'invoice' | 'credit_note' }>;
export type TraderAsk = Schemas['trader_ask_body'];
export type Trader = Schemas['trader_body'];
export type SellerApplication = Schemas['application_body'];
export type MyApplication = Schemas['my_application_body'];
export type SellerAsk = Schemas['application_ask_body'];
export type TraderGap = Schemas['trader_gap_body'];
export type TraderChanges = Schemas['trader_changes_body'];
export type Statement = Schemas['statement_body'];
export type StatementSums = Schemas['statement_sums_body'];
export type VendorPaper = Schemas['vendor_paper_body'];
export type OrderPapers = But<Schemas['order_papers_body'], { items: Paper[] }>;
export type PaperList = But<Schemas['paper_list_body'], { items: Paper[] }>;

/** How goods are made and changed; free form and what null takes away have no shape in the document. */
export type GoodsBody = But<Schemas['new_product'], { options?: Record<string, string | string[]> | null; seo?: Record<string, string | null>; safety?: Record<string, string> | null; attributes?: Record<string, AttributeValue> }>;
export type GoodsPatch = Partial<But<Schemas['product_patch'], { options: unknown; seo: unknown; safety: unknown; sku: string | null; barcode: string | null; brand: string | null; compare_at_price: number | null; sale: unknown; prices_include_tax: boolean | null; attributes: unknown; parent_id: string | null }>>;
export type BulkChange = Schemas['bulk_change_body'];
export type BulkGoodsReply = Schemas['bulk_products_reply'];
export type ScheduledSale = Schemas['scheduled_sale_body'];
export type ProductChange = Schemas['change_body'];
export type Shortage = Schemas['shortage'];
export type LowStockLine = Schemas['low_stock_line'];

/** The shop's own face: what every page shows of it. */
export type Shop = Schemas['shop_settings'];
export type ShippingOutlook = Schemas['shipping_outlook_body'];
export type OutlookMethod = Schemas['outlook_method_body'];
export type ShopPicture = Schemas['shop_picture'];
export type ShopLink = Schemas['shop_link'];
export type HomeSection = Schemas['home_section'];
export type FooterColumn = Schemas['footer_column'];
export type Settings = Schemas['settings_reply'];
export type SettingsBody = Schemas['settings_body'];
export type SettingsChange = Schemas['settings_change_body'];
export type OwnPicture = Schemas['own_picture_body'];
export type EditedPolicy = Schemas['edited_policy_body'];
export type EditedPolicies = Schemas['edited_policy_list_body'];
export type ImportTold = Schemas['import_told_body'];
export type ImportJob = Schemas['job_body'];
export type ImportLine = Schemas['job_line_body'];
export type AdjustmentLine = Partial<Schemas['adjustment_line']> & { product_id: string };
export type AdjustManyReply = Schemas['adjust_many_reply'];
export type StockMovement = Schemas['movement_body'];
