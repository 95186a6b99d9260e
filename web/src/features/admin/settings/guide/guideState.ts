// What a shop needs before it sells, told from what it already has: nothing is ticked by hand, so nothing can be ticked by mistake.
import type { PaymentMethod } from '../../../../api/payments';
import type { PolicyRow, Settings, ShippingZone, TableRate, TaxedSale } from '../../../../api/types';
import { UNNAMED } from '../../../shop/useShop';

export type StepName = 'shop' | 'seller' | 'taxes' | 'shipping' | 'payment' | 'texts' | 'product';

/** Everything that the guide looks at; what is null could not be had, and its step is open. */
export interface GuideFacts {
  settings: Settings;
  /** A sale at the seller's own place; null where nobody has said who sells. */
  sale: TaxedSale | null;
  zones: ShippingZone[];
  table: TableRate[];
  methods: PaymentMethod[];
  policies: PolicyRow[];
  /** Products that shoppers see. */
  products: number;
}

/** What every shop for consumers shows, as the host expects it. */
export const expectedTexts = ['terms', 'withdrawal', 'privacy', 'shipping', 'imprint'];

export const missingTexts = (policies: PolicyRow[]): string[] => expectedTexts.filter((name) => !policies.some((one) => one.name === name && !one.sample));

/** Methods that move real money; a test's are none. */
export const realMethods = (methods: PaymentMethod[]): PaymentMethod[] => methods.filter((one) => !one.test);

/** Whether anything can be sent in a currency. */
export const isShipped = (zones: ShippingZone[], table: TableRate[], currency: string): boolean =>
  zones.some((zone) => zone.ships && zone.methods.some((method) => method.currency === currency)) || table.some((rate) => rate.currency === currency);

export function doneSteps(facts: GuideFacts): Record<StepName, boolean> {
  const { shop, seller_in_force: seller } = facts.settings;
  return {
    shop: shop.name !== UNNAMED,
    seller: seller !== null && seller.is_sample !== true,
    taxes: facts.sale !== null && facts.sale.problem === null,
    // The built-in prices are nobody's choice.
    shipping: isShipped(facts.zones, [], shop.currency),
    payment: realMethods(facts.methods).length > 0,
    texts: missingTexts(facts.policies).length === 0,
    product: facts.products > 0,
  };
}

/** A demo sells nothing: its goods, texts and seller are samples. */
export const isDemo = (settings: Settings): boolean => settings.seller_in_force?.is_sample === true;
