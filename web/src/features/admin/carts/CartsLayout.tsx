// The room for carts, with a tab for each way of looking at them.
import { TabbedRoom } from '../TabbedRoom';

const tabs = [
  { to: '/admin/carts', label: 'All' },
  { to: '/admin/carts/abandoned', label: 'Abandoned' },
  { to: '/admin/carts/containing', label: 'By product' },
  { to: '/admin/carts/analytics', label: 'Analytics' },
];

export function CartsLayout() {
  return <TabbedRoom title="Carts" tabs={tabs} />;
}
