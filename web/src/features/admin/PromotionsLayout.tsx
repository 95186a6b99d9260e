// The room for promotions: what there is, and the groups of customers some of it is for.
import { NavLink, Outlet } from 'react-router';

const tabs = [
  { to: '/admin/coupons', label: 'All' },
  { to: '/admin/coupons/groups', label: 'Customer groups' },
];

export function PromotionsLayout() {
  return (
    <div className="stack">
      <h1>Promotions</h1>
      <nav className="tabs" aria-label="Promotions">
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
