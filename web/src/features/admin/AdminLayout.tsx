// The frame of the admin corner. A vendor sees only the rooms that are open to vendors.
import { NavLink, Outlet, useLocation } from 'react-router';
import { useSession } from '../../ui/useSession';
import '../cart/cart.css';
import '../order/order.css';
import './admin.css';

const rooms = [
  { to: '/admin', label: 'Dashboard', vendor: true },
  { to: '/admin/analytics', label: 'Analytics', vendor: true },
  { to: '/admin/orders', label: 'Orders', vendor: true },
  { to: '/admin/returns', label: 'Returns', vendor: true },
  { to: '/admin/withdrawals', label: 'Withdrawals', vendor: true },
  { to: '/admin/papers', label: 'Invoices', vendor: false },
  { to: '/admin/payments', label: 'Payments', vendor: false },
  { to: '/admin/payouts', label: 'Payouts', vendor: true },
  { to: '/admin/statements', label: 'Statements', vendor: true },
  { to: '/admin/carts', label: 'Carts', vendor: false },
  { to: '/admin/products', label: 'Products', vendor: true },
  { to: '/admin/stock', label: 'Stock', vendor: true },
  { to: '/admin/synonyms', label: 'Synonyms', vendor: false },
  { to: '/admin/coupons', label: 'Promotions', vendor: false },
  { to: '/admin/taxes', label: 'Taxes', vendor: false },
  { to: '/admin/shipping', label: 'Shipping', vendor: false },
  { to: '/admin/mail', label: 'Mail', vendor: false },
  { to: '/admin/users', label: 'Users', vendor: false },
  { to: '/admin/settings', label: 'Settings', vendor: false },
];

export function AdminLayout() {
  const { isAdmin } = useSession();
  const { pathname } = useLocation();
  const closed = !isAdmin && rooms.some((room) => !room.vendor && pathname.startsWith(room.to));
  return (
    <div className="page admin">
      <nav className="admin__nav" aria-label={isAdmin ? 'Admin corner' : 'Vendor corner'}>
        {rooms
          .filter((room) => isAdmin || room.vendor)
          .map((room) => (
            <NavLink key={room.to} to={room.to} end={room.to === '/admin'}>
              {room.label}
            </NavLink>
          ))}
      </nav>
      <div className="admin__room">
        {closed ? <Closed /> : <Outlet />}
      </div>
    </div>
  );
}

function Closed() {
  return (
    <div className="stack">
      <h1>This room is for the shop's own people</h1>
      <p className="soft">As a vendor you find your orders, your products and their stock beside it.</p>
    </div>
  );
}
