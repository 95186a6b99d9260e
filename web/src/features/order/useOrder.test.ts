import { describe, expect, it } from 'vitest';
import { isBehind, isShown } from './useOrder';

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

describe('an order beside its timeline', () => {
  it('is behind when the timeline was read after something that the order was read before', () => {
    expect(isBehind({ version: 2 }, [{ event_id: '2' }, { event_id: '3' }])).toBe(true);
    expect(isBehind({ version: 9 }, [{ event_id: '9' }, { event_id: '10' }])).toBe(true);
  });

  it('is not when it is as new or newer, or nothing is known of its timeline', () => {
    expect(isBehind({ version: 3 }, [{ event_id: '2' }, { event_id: '3' }])).toBe(false);
    expect(isBehind({ version: 4 }, [{ event_id: '2' }, { event_id: '3' }])).toBe(false);
    expect(isBehind({ version: 4 }, [])).toBe(false);
  });
});
