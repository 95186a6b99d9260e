// Reads what the guide looks at. Each module answers its own part; one that is away leaves its step open and says why.
import { useLoad } from '../../../ui/useLoad';
import { listPaymentMethods } from '../../../api/payments';
import { forgetPolicies, listPolicies } from '../../../api/policies';
import { listGoods } from '../../../api/products';
import { listZones, readTable } from '../../../api/shipping';
import { readSettings } from '../../../api/shop';
import { workExample } from '../../../api/taxRates';
import type { Settings, TaxedSale } from '../../../api/types';
import type { GuideFacts } from './guideState';

/** What a unit for 100 costs whoever lives where the seller does. */
async function saleAtHome(settings: Settings, signal: AbortSignal): Promise<TaxedSale | null> {
  const seller = settings.seller_in_force;
  if (!seller) return null;
  return (await workExample({ country: seller.country, postal_code: seller.postal_code ?? null, price: 100, currency: settings.shop.currency }, signal)).now;
}

export async function readGuide(signal: AbortSignal): Promise<GuideFacts> {
  forgetPolicies();
  const settings = await readSettings(signal);
  const [sale, zones, table, methods, policies, goods] = await Promise.all([
    saleAtHome(settings, signal),
    listZones({ limit: 100 }, signal),
    readTable(signal),
    listPaymentMethods(signal),
    listPolicies(),
    listGoods({ status: 'active', limit: 1 }, signal),
  ]);
  return { settings, sale, zones: zones.items, table: table.items, methods, policies, products: goods.items.length };
}

export const useGuide = () => useLoad(readGuide, 'guide');
