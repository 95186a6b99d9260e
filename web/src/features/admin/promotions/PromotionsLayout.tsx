// The room for promotions: what there is, and the groups of customers some of it is for.
import { TabbedRoom } from '../TabbedRoom';

const tabs = [
  { to: '/admin/coupons', label: 'All' },
  { to: '/admin/coupons/groups', label: 'Customer groups' },
];

export function PromotionsLayout() {
  return <TabbedRoom title="Promotions" tabs={tabs} />;
}
