// The rooms of the admin corner by group, and what opens each: one of the permissions, or being a vendor.
import type { Permission } from '../../api/permissions';

export interface Room {
  to: string;
  label: string;
  needs: readonly Permission[];
  vendor?: boolean;
}

export interface RoomGroup {
  label: string;
  rooms: readonly Room[];
}

/** A group of one room goes by the room's own name. */
export const groups: readonly RoomGroup[] = [
  { label: 'Today', rooms: [{ to: '/admin', label: 'Today', needs: ['analytics.view'], vendor: true }] },
  {
    label: 'Orders',
    rooms: [
      { to: '/admin/orders', label: 'Orders', needs: ['orders.view'], vendor: true },
      { to: '/admin/returns', label: 'Returns', needs: ['orders.view'], vendor: true },
      { to: '/admin/withdrawals', label: 'Withdrawals', needs: ['orders.view'], vendor: true },
      { to: '/admin/carts', label: 'Carts', needs: ['carts.view'] },
    ],
  },
  {
    label: 'Products',
    rooms: [
      { to: '/admin/products', label: 'Products', needs: ['products.view'], vendor: true },
      { to: '/admin/categories', label: 'Categories', needs: ['products.edit'] },
      { to: '/admin/stock', label: 'Stock', needs: ['stock.view', 'stock.edit'], vendor: true },
      { to: '/admin/import', label: 'Import', needs: ['products.edit'], vendor: true },
      { to: '/admin/synonyms', label: 'Synonyms', needs: ['products.view'] },
    ],
  },
  {
    label: 'Customers',
    rooms: [
      { to: '/admin/customers', label: 'Customers', needs: ['customers.view'] },
      { to: '/admin/sellers', label: 'Sellers', needs: ['vendors.edit'] },
      { to: '/admin/users', label: 'Staff and users', needs: ['staff.edit', 'customers.view'] },
      { to: '/admin/users/erasures', label: 'Data and erasures', needs: ['persons.export', 'persons.erase'] },
    ],
  },
  {
    label: 'Marketing',
    rooms: [
      { to: '/admin/coupons', label: 'Promotions', needs: ['promotions.view'] },
      { to: '/admin/mail', label: 'Mail', needs: ['mail.view'] },
    ],
  },
  {
    label: 'Money',
    rooms: [
      { to: '/admin/payments', label: 'Payments', needs: ['payments.view'] },
      { to: '/admin/payouts', label: 'Payouts', needs: ['payouts.view'], vendor: true },
      { to: '/admin/statements', label: 'Statements', needs: ['payouts.view'], vendor: true },
      { to: '/admin/papers', label: 'Invoices', needs: ['orders.view'] },
      { to: '/admin/taxes', label: 'Taxes', needs: ['taxes.edit'] },
    ],
  },
  { label: 'Analytics', rooms: [{ to: '/admin/analytics', label: 'Analytics', needs: ['analytics.view'], vendor: true }] },
  {
    label: 'Settings',
    rooms: [
      { to: '/admin/guide', label: 'Set-up', needs: ['settings.edit'] },
      { to: '/admin/settings', label: 'Settings', needs: ['settings.edit'] },
      { to: '/admin/shipping', label: 'Shipping', needs: ['shipping.edit'] },
    ],
  },
];

export const rooms: readonly Room[] = groups.flatMap((group) => group.rooms);

/** On a phone within reach of the thumb: those that are used most, and after them whatever else is open. */
const nearest = ['/admin', '/admin/orders', '/admin/products', '/admin/customers', '/admin/stock', '/admin/returns', '/admin/payouts'];

export function nearRooms(open: readonly Room[], count = 4): Room[] {
  const rank = (room: Room) => (nearest.includes(room.to) ? nearest.indexOf(room.to) : nearest.length);
  return [...open].sort((one, other) => rank(one) - rank(other)).slice(0, count);
}

/** The room that an address is in: the one whose own address is the longest beginning of it. */
export function roomOf(pathname: string): Room | undefined {
  return rooms
    .filter((room) => pathname === room.to || pathname.startsWith(`${room.to}/`))
    .sort((one, other) => other.to.length - one.to.length)[0];
}

/** Whether somebody may enter. */
export function opens(room: Room, may: (permission: Permission) => boolean, isVendor: boolean): boolean {
  return (isVendor && room.vendor === true) || room.needs.some(may);
}
