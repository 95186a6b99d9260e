// The room for carts, with a tab for each way of looking at them.
import { NavLink, Outlet } from 'react-router';

const tabs = [
  { to: '/admin/carts', label: 'All' },
  { to: '/admin/carts/abandoned', label: 'Abandoned' },
  { to: '/admin/carts/containing', label: 'By product' },
  { to: '/admin/carts/analytics', label: 'Analytics' },
];

export function CartsLayout() {
  return (
    <div className="stack">
      <h1>Carts</h1>
      <nav className="tabs" aria-label="Carts">
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={tab.to} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
