// The frame of the admin corner. Everybody sees the rooms that are open to him, and is told what a closed one needs.
import { Link, NavLink, Outlet, useLocation } from 'react-router';
import { useSession } from '../../ui/useSession';
import { opens, roomOf, rooms, type Room } from './rooms';
import '../cart/cart.css';
import '../order/order.css';
import './admin.css';

export function AdminLayout() {
  const { isStaff, isVendor, may } = useSession();
  const { pathname } = useLocation();
  const open = rooms.filter((room) => opens(room, may, isVendor));
  const here = roomOf(pathname);
  return (
    <div className="page admin">
      <nav className="admin__nav" aria-label={isStaff ? 'Admin corner' : 'Vendor corner'}>
        {open.map((room) => (
          <NavLink key={room.to} to={room.to} end={room.to === '/admin' || room.to === '/admin/users'}>
            {room.label}
          </NavLink>
        ))}
      </nav>
      <div className="admin__room">
        {!here || opens(here, may, isVendor) ? <Outlet /> : <Closed room={here} open={open} isStaff={isStaff} />}
      </div>
    </div>
  );
}

function Closed({ room, open, isStaff }: { room: Room; open: Room[]; isStaff: boolean }) {
  // Whoever comes in by the door of the corner, and has no business with figures, is shown what he has to do with.
  if (isStaff && room.to === '/admin') {
    return (
      <div className="stack" data-testid="closed">
        <h1>Your rooms</h1>
        {open.length === 0 && <p className="soft">You have no permissions yet. Whoever invited you can give you some.</p>}
        <ul className="stack stack--tight">
          {open.map((one) => (
            <li key={one.to}>
              <Link to={one.to}>{one.label}</Link>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className="stack" data-testid="closed">
      <h1>{isStaff ? 'You may not open this room' : "This room is for the shop's own people"}</h1>
      {isStaff ? (
        <p className="soft">
          It needs the permission <span className="mono">{room.needs.join(' or ')}</span>. Whoever gives permissions finds you under staff and users.
        </p>
      ) : (
        <p className="soft">As a vendor you find your orders, your products and their stock beside it.</p>
      )}
    </div>
  );
}
