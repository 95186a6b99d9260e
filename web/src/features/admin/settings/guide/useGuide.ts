// Reads what the guide looks at. Each module answers its own part; one that is away, or closed to whoever looks, leaves its step open.
import { useLoad } from '../../../../ui/browser/useLoad';
import { listPaymentMethods } from '../../../../api/payments';
import { forgetPolicies, listPolicies } from '../../../../api/policies';
import { listGoods } from '../../../../api/products';
import { listZones, readTable } from '../../../../api/shipping';
import { readSettings } from '../../../../api/shop';
import { workExample } from '../../../../api/desk/taxRates';
import type { Settings, TaxedSale } from '../../../../api/types';
import type { GuideFacts } from './guideState';

/** What a unit for 100 costs whoever lives where the seller does. */
async function saleAtHome(settings: Settings, signal: AbortSignal): Promise<TaxedSale | null> {
  const seller = settings.seller_in_force;
  if (!seller) return null;
  return (await workExample({ country: seller.country, postal_code: seller.postal_code ?? null, price: 100, currency: settings.shop.currency }, signal)).now;
}

/** What cannot be had now, or not by this person, leaves its step open. */
const had = <T,>(asked: Promise<T>, otherwise: T): Promise<T> => asked.catch(() => otherwise);

export async function readGuide(signal: AbortSignal): Promise<GuideFacts> {
  forgetPolicies();
  const settings = await readSettings(signal);
  const [sale, zones, table, methods, policies, products] = await Promise.all([
    had(saleAtHome(settings, signal), null),
    had(listZones({ limit: 100 }, signal).then((page) => page.items), []),
    had(readTable(signal).then((table) => table.items), []),
    had(listPaymentMethods(signal), []),
    had(listPolicies(), []),
    had(listGoods({ status: 'active', limit: 1 }, signal).then((page) => page.items.length), 0),
  ]);
  return { settings, sale, zones, table, methods, policies, products };
}

export const useGuide = () => useLoad(['settings', 'guide'], readGuide);
