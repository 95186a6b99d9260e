import { describe, expect, it } from 'vitest';
import { isShown } from './useOrder';

const shown = (version: number, ...ids: string[]) => ({ order: { version }, events: ids.map((event_id) => ({ event_id })) });

describe('what the order page has already', () => {
  it('is an event that both the order and its timeline have', () => {
    expect(isShown(shown(2, '1', '2'), '2')).toBe(true);
    expect(isShown(shown(3, '1', '2', '3'), '2')).toBe(true);
  });

  it('is not one that only one of the two was read after', () => {
    expect(isShown(shown(1, '1', '2'), '2')).toBe(false);
    expect(isShown(shown(2, '1'), '2')).toBe(false);
    expect(isShown(shown(2, '1', '2'), null)).toBe(false);
  });
});
