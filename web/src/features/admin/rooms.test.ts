// Which room an address is in, and for whom it opens.
import { describe, expect, it } from 'vitest';
import { permissions, type Permission } from '../../api/permissions';
import { groups, nearRooms, opens, roomOf, rooms } from './rooms';

const only = (...held: Permission[]) => (permission: Permission) => held.includes(permission);

describe('rooms', () => {
  it('are found by the longest address', () => {
    expect(roomOf('/admin')?.label).toBe('Today');
    expect(roomOf('/admin/users')?.to).toBe('/admin/users');
    expect(roomOf('/admin/users/erasures')?.to).toBe('/admin/users/erasures');
    expect(roomOf('/admin/orders/0199')?.to).toBe('/admin/orders');
  });

  it('open for whoever has one of the permissions, and for vendors where it is theirs', () => {
    const opened = (held: Permission[], vendor = false) => rooms.filter((room) => opens(room, only(...held), vendor)).map((room) => room.to);
    expect(opened(['mail.view'])).toEqual(['/admin/mail']);
    expect(opened([])).toEqual([]);
    expect(opened([], true)).not.toContain('/admin/customers');
    expect(opened([], true)).toContain('/admin/orders');
    expect(opened(['customers.view'])).toEqual(['/admin/customers', '/admin/users']);
  });

  it('stand in one group each, and the nearest are those that are used most', () => {
    expect(new Set(rooms.map((room) => room.to)).size).toBe(rooms.length);
    expect(groups.every((group) => group.rooms.length > 0)).toBe(true);
    expect(nearRooms(rooms).map((room) => room.label)).toEqual(['Today', 'Orders', 'Products', 'Customers']);
    expect(nearRooms(rooms.filter((room) => opens(room, only('stock.view', 'mail.view'), false))).map((room) => room.label)).toEqual(['Stock', 'Mail']);
  });

  it('ask for permissions that there are', () => {
    expect(rooms.flatMap((room) => room.needs).filter((needed) => !permissions.includes(needed))).toEqual([]);
  });
});
