// The tokens as they are written: both schemes can be read, and browsers that know no light-dark() have the light one.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { contrast } from './contrast';

const styles = readFileSync(join(import.meta.dirname, 'theme.css'), 'utf8');
const [plain = '', both = ''] = styles.split('@supports');

const light: Record<string, string> = {};
const dark: Record<string, string> = {};
for (const [, name = '', inLight = '', inDark = ''] of both.matchAll(/--([\w-]+): light-dark\((#\w+|rgb\([^)]*\)), (#\w+|rgb\([^)]*\))\);/g)) {
  light[name] = inLight;
  dark[name] = inDark;
}
const fallback = Object.fromEntries([...plain.matchAll(/--([\w-]+): (#\w+|rgb\([^)]*\));/g)].map(([, name = '', value = '']) => [name, value]));

test('the plain values are the light ones', () => {
  const { ground, 'on-ground': onGround, 'on-ground-soft': soft, ...changing } = fallback;
  expect(changing).toEqual(light);
  expect(Object.keys(dark).length).toBeGreaterThan(25);
  for (const text of [onGround, soft]) expect(contrast(text ?? '', ground ?? '')).toBeGreaterThanOrEqual(4.5);
});

/** Text upon ground, as the style sheets use them. */
const grounds = ['paper', 'raised', 'float', 'mist', 'mist-deep'];
const texts = [
  ...['ink', 'ink-soft', 'ink-faint', 'accent', 'accent-deep', 'danger', 'warn', 'sale', 'info'].flatMap((text) => grounds.map((ground) => [text, ground] as const)),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-deep'],
  ['accent', 'accent-wash'],
  ['accent-deep', 'accent-wash'],
  ['ink', 'accent-wash'],
  ['ink-soft', 'accent-wash'],
  ['sale', 'sale-wash'],
  ['danger', 'danger-wash'],
  ['warn', 'warn-wash'],
  ['info', 'info-wash'],
  ['paper', 'ink'],
  ['paper', 'danger'],
  ...[1, 2, 3].map((step) => ['ink', `heat-${step}`] as const),
  ...[4, 5].map((step) => ['on-heat', `heat-${step}`] as const),
] as [string, string][];

/** Edges of fields and rings of focus. */
const shapes = [...grounds.slice(0, 4).map((ground) => ['line-strong', ground]), ...grounds.map((ground) => ['accent', ground])] as [string, string][];

for (const [scheme, colours] of Object.entries({ light, dark })) {
  test.each(texts)(`${scheme}: text of %s can be read on %s`, (text, ground) => {
    expect(contrast(colours[text] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(4.5);
  });
  test.each(shapes)(`${scheme}: a line of %s is seen on %s`, (line, ground) => {
    expect(contrast(colours[line] ?? '', colours[ground] ?? '')).toBeGreaterThanOrEqual(3);
  });
}

const sheets = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.css'))
  .map((name) => ({ name, text: readFileSync(join(import.meta.dirname, '..', name), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '') }));

test('no style sheet but this has a colour of its own', () => {
  const literal = /:[^;{}]*(#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(|(?<![\w-])(?:white|black)(?![\w-]))[^;{}]*;/gi;
  const found = sheets
    .filter(({ name }) => !name.endsWith('theme.css'))
    .flatMap(({ name, text }) => [...text.matchAll(literal)].map(([line]) => `${name} ${line}`));
  expect(found, 'Take a variable of theme.css: it has a dark side.').toEqual([]);
});

test('type has three weights', () => {
  const found = sheets.flatMap(({ name, text }) => [...text.replace(/@font-face \{[^}]*\}/g, '').matchAll(/font-weight:\s*(\d+|bold\w*)/g)].filter(([, weight]) => !['400', '500', '600'].includes(weight ?? '')).map(([line]) => `${name} ${line}`));
  expect(found, 'Only 400, 500 and 600.').toEqual([]);
});
