// The frame of the admin corner. A vendor sees only the rooms that are open to vendors.
import { NavLink, Outlet } from 'react-router';
import { useSession } from '../../ui/useSession';
import '../cart/cart.css';
import '../order/order.css';
import './admin.css';

const rooms = [
  { to: '/admin', label: 'Dashboard', vendor: true },
  { to: '/admin/orders', label: 'Orders', vendor: true },
  { to: '/admin/stock', label: 'Products & stock', vendor: true },
  { to: '/admin/coupons', label: 'Coupons', vendor: false },
  { to: '/admin/mail', label: 'Mail', vendor: false },
  { to: '/admin/users', label: 'Users', vendor: false },
];

export function AdminLayout() {
  const { isAdmin } = useSession();
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
        <Outlet />
      </div>
    </div>
  );
}
