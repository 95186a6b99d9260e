// The search over everything: what is offered to whom, and by which words.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Permission } from '../../../api/permissions';
import { rooms } from '../rooms';
import { actionsFor, entriesFound, matches, roomEntries } from './entries';

const asked = vi.fn<(path: string) => unknown>();
vi.mock('../../../api/core/client', () => ({ get: (path: string) => Promise.resolve(asked(path)), post: vi.fn(), patch: vi.fn(), put: vi.fn(), remove: vi.fn(), getText: vi.fn(), getFile: vi.fn() }));

const may = (...held: Permission[]) => (permission: Permission) => held.includes(permission);
const nobody = { may: may(), isVendor: false };

describe('entries', () => {
  beforeEach(() => asked.mockReset());

  it('are found by the beginnings of their words, in any order', () => {
    const entries = roomEntries(rooms);
    const found = (typed: string) => entries.filter((entry) => matches(entry, typed)).map((entry) => entry.label);
    expect(found('pay')).toEqual(['Payments', 'Payouts']);
    expect(found('eras da')).toEqual(['Data and erasures']);
    expect(found('yment')).toEqual([]);
    expect(matches(actionsFor({ may: may('promotions.edit'), isVendor: false })[0]!, 'coupon')).toBe(true);
  });

  it('offer actions to those who may do them', () => {
    const labels = (held: Permission[], isVendor = false) => actionsFor({ may: may(...held), isVendor }).map((entry) => entry.label);
    expect(labels(['promotions.edit'])).toContain('New promotion');
    expect(labels(['promotions.edit'])).not.toContain('New product');
    expect(labels([], true)).toContain('New product');
    expect(labels([], true)).not.toContain('New promotion');
  });

  it('ask the host only for what one may see', async () => {
    asked.mockReturnValue({ items: [] });
    await entriesFound('grac', nobody);
    expect(asked).not.toHaveBeenCalled();
    await entriesFound('grac', { may: may('products.view'), isVendor: false });
    expect(asked.mock.calls.map(([path]) => path)).toEqual(['/api/products']);
    asked.mockClear();
    await entriesFound('grac', { may: may(), isVendor: true });
    expect(asked.mock.calls.map(([path]) => path)).toEqual(['/api/products']);
    asked.mockClear();
    await entriesFound('0199abcd', { may: may(), isVendor: true });
    expect(asked.mock.calls.map(([path]) => path)).toEqual(['/api/vendor/orders', '/api/products']);
  });

  it('show what is found though something else cannot be asked', async () => {
    asked.mockImplementation((path) => {
      if (path === '/api/orders') throw new Error('away');
      return { items: path === '/api/users' ? [{ user_id: 'u1', name: 'Grace Hopper', email: 'g@example.com', roles: [] }] : [] };
    });
    const found = await entriesFound('grac', { may: may('orders.view', 'customers.view'), isVendor: false });
    expect(found.find((section) => section.title === 'Customers')?.entries).toMatchObject([{ label: 'Grace Hopper', note: 'g@example.com', to: '/admin/customers/u1' }]);
    expect(found.find((section) => section.title === 'Orders')?.entries).toEqual([]);
  });
});
