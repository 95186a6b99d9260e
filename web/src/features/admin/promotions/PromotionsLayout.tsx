// The room for promotions: what there is, and the groups of customers some of it is for.
import type { Permission } from '../../../api/permissions';
import { TabbedRoom } from '../TabbedRoom';

const tabs: { to: string; label: string; needs?: Permission }[] = [
  { to: '/admin/coupons', label: 'All' },
  { to: '/admin/coupons/groups', label: 'Customer groups', needs: 'customers.view' },
];

export function PromotionsLayout() {
  return <TabbedRoom title="Promotions" tabs={tabs} />;
}
