// What stands behind the tables: files, times and what is kept of a list.
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { csv } from './csv';
import { keepColumns, keepViews, readColumns, readDensity, readViews, VIEWS_MAX, withView } from './views';
import { ago, exactly } from './when';

describe('csv', () => {
  it('quotes what needs it and lets no cell become a formula', () => {
    expect(csv(['Name', 'Total'], [['Ann "A", B', 1.5], ['=1+1', -3], ['two\nlines', 0]])).toBe('\uFEFFName,Total\r\n"Ann ""A"", B",1.5\r\n\'=1+1,-3\r\n"two\nlines",0\r\n');
  });
});

describe('times', () => {
  const now = new Date('2026-05-10T12:00:00Z');
  it('are said as how long ago, and as a day from a week on', () => {
    expect(ago(new Date('2026-05-10T11:59:40Z'), now, 'UTC')).toBe('just now');
    expect(ago(new Date('2026-05-10T11:55:00Z'), now, 'UTC')).toBe('5 min. ago');
    expect(ago(new Date('2026-05-10T09:00:00Z'), now, 'UTC')).toBe('3 hr. ago');
    expect(ago(new Date('2026-05-09T11:00:00Z'), now, 'UTC')).toBe('yesterday');
    expect(ago(new Date('2026-04-30T23:30:00Z'), now, 'Europe/Berlin')).toBe('May 1, 2026');
  });
  it('are exact in the zone of the shop, and in another where that one is not known', () => {
    expect(exactly(new Date('2026-05-10T12:00:00Z'), 'Asia/Tokyo')).toContain('9:00 PM');
    expect(exactly(new Date('2026-05-10T12:00:00Z'), 'No/Where')).toContain('2026');
  });
});

describe('what is kept of a list', () => {
  const kept = new Map<string, string>();
  beforeEach(() => {
    kept.clear();
    vi.stubGlobal('localStorage', { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => kept.set(name, value) });
  });
  it('is everybody’s own, and a list’s own', () => {
    keepViews('ada', 'orders', [{ name: 'Late', search: 'status=confirmed', columns: ['total'] }]);
    expect(readViews('ada', 'orders')).toEqual([{ name: 'Late', search: 'status=confirmed', columns: ['total'] }]);
    expect(readViews('bob', 'orders')).toEqual([]);
    expect(readViews('ada', 'products')).toEqual([]);
    keepColumns('ada', 'orders', ['total', 'gone']);
    expect(readColumns('ada', 'orders', ['placed', 'total'])).toEqual(['total']);
    expect(readColumns('bob', 'orders', ['placed'])).toBeNull();
  });
  it('is read as nothing where it is broken', () => {
    kept.set('cartwright.desk.views.ada.orders', '[{"name":1},{"name":"Good","search":""},7]');
    expect(readViews('ada', 'orders')).toEqual([{ name: 'Good', search: '' }]);
    kept.set('cartwright.desk.views.ada.orders', '{');
    expect(readViews('ada', 'orders')).toEqual([]);
    expect(readDensity()).toBe('dense');
  });
  it('holds one view of a name, and so many', () => {
    const many = Array.from({ length: VIEWS_MAX }, (_, i) => ({ name: `v${i}`, search: '' }));
    expect(withView(many, { name: 'v3', search: 'q=x' })).toHaveLength(VIEWS_MAX);
    expect(withView(many, { name: 'new', search: '' }).map((view) => view.name)).not.toContain('v0');
  });
});
