// The room for carts, with a tab for each way of looking at them.
import type { Permission } from '../../../api/permissions';
import { TabbedRoom } from '../TabbedRoom';

const tabs: { to: string; label: string; needs?: Permission }[] = [
  { to: '/admin/carts', label: 'All' },
  { to: '/admin/carts/abandoned', label: 'Abandoned' },
  { to: '/admin/carts/containing', label: 'By product' },
  { to: '/admin/carts/analytics', label: 'Analytics', needs: 'analytics.view' },
];

export function CartsLayout() {
  return <TabbedRoom title="Carts" tabs={tabs} />;
}
