import { expect, test } from 'vitest';
import { contrast, mixed } from '../../ui/contrast';
import { lookOf, schemesOf } from './look';

const bottle = { accent: '#0b5d43', ink: '#16201c', banner: '#084833' };

test('colours are mixed in figures that stay colours', () => {
  expect(mixed('#0b5d43', 1, '#ffffff')).toBe('#0b5d43');
  expect(mixed('#0b5d43', 0, '#ffffff')).toBe('#ffffff');
  expect(mixed('#000000', 0.1, '#ffffff')).toBe('#e6e6e6');
});

test('a browser without light-dark() has the light scheme alone', () => {
  expect(lookOf(bottle, false)).toEqual({
    '--accent': '#0b5d43',
    '--accent-deep': '#094934',
    '--accent-wash': '#e7efec',
    '--ink': '#16201c',
    '--banner': '#084833',
    '--ground': '#0b5d43',
    '--on-ground-soft': '#e7efec',
  });
  expect(lookOf(bottle, true)['--accent']).toMatch(/^light-dark\(#0b5d43, #[0-9a-f]{6}\)$/);
});

// Whatever the host lets through is dark enough on light grounds; at night it must be bright enough.
const accents = ['#0b5d43', '#7a1f5c', '#000000', '#0000ff', '#b00000', '#5a4a00', '#1d4f7c', '#4b0082', '#333333', '#006b6b', '#8a3b00', '#00008b'];

test.each(accents)('the accent %s can be read at night', (accent) => {
  const look = schemesOf({ ...bottle, accent, ink: accent });
  const [, bright] = look['--accent'];
  const [, deep] = look['--accent-deep'];
  const [, wash] = look['--accent-wash'];
  const [, ink] = look['--ink'];
  for (const ground of ['#0f1613', '#17201c', '#1b2521', '#232e29', wash]) {
    for (const text of [bright, deep, ink]) expect(contrast(text, ground), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
  }
  // A filled button has the page's dark as its text.
  for (const filled of [bright, deep]) expect(contrast('#0f1613', filled)).toBeGreaterThanOrEqual(4.5);
});

test('the accent keeps its hue at night', () => {
  const [, green] = schemesOf(bottle)['--accent'];
  const [red = 0, greens = 0, blue = 0] = [1, 3, 5].map((at) => Number.parseInt(green.slice(at, at + 2), 16));
  expect(greens).toBeGreaterThan(Math.max(red, blue));
});
