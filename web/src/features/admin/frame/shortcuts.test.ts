// Keys of the desk.
import { describe, expect, it } from 'vitest';
import { shortcutOf } from './shortcuts';

const key = (name: string, held: Partial<Record<'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing', boolean>> = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, ...held });

describe('shortcuts', () => {
  it('open the search over everything from anywhere, fields too', () => {
    expect(shortcutOf(key('k', { ctrlKey: true }), true)).toBe('palette');
    expect(shortcutOf(key('K', { metaKey: true }), false)).toBe('palette');
  });
  it('leave what is typed alone', () => {
    expect(shortcutOf(key('/'), true)).toBeNull();
    expect(shortcutOf(key('?'), true)).toBeNull();
    expect(shortcutOf(key('/'), false)).toBe('search');
    expect(shortcutOf(key('?'), false)).toBe('help');
    expect(shortcutOf(key('/', { ctrlKey: true }), false)).toBeNull();
    expect(shortcutOf(key('k', { ctrlKey: true, isComposing: true }), false)).toBeNull();
  });
});
