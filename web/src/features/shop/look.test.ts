import { expect, test } from 'vitest';
import { lookOf, mixed } from './look';

test('colours are mixed in figures that stay colours', () => {
  expect(mixed('#0b5d43', 1, '#ffffff')).toBe('#0b5d43');
  expect(mixed('#0b5d43', 0, '#ffffff')).toBe('#ffffff');
  expect(mixed('#000000', 0.1, '#ffffff')).toBe('#e6e6e6');
  expect(lookOf({ accent: '#0b5d43', ink: '#16201c', banner: '#084833' })).toEqual({
    '--accent': '#0b5d43',
    '--accent-deep': '#094934',
    '--accent-wash': '#e7efec',
    '--ink': '#16201c',
    '--banner': '#084833',
  });
});
