// The faces that stand in until the fonts are there take the same room, so that nothing shifts when they come (fonts.css).
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { cut, ranges } from './fonts';

const styles = readFileSync(join(import.meta.dirname, '../src/ui/fonts.css'), 'utf8');

/** How often a letter stands in a thousand of English and German text, roughly. */
const often: Record<string, number> = { ' ': 160, e: 115, n: 72, i: 63, r: 60, t: 68, s: 58, a: 62, h: 45, d: 42, u: 32, l: 38, o: 52, c: 26, g: 24, m: 23, b: 16, f: 17, w: 15, k: 10, z: 5, p: 15, v: 9, y: 10 };

/** Widths in thousandths of an em, as their makers publish them; Liberation and Arimo are made to have the same. */
const arial: Record<string, number> = { ' ': 278, a: 556, b: 556, c: 500, d: 556, e: 556, f: 278, g: 556, h: 556, i: 222, k: 500, l: 222, m: 833, n: 556, o: 556, p: 556, r: 333, s: 500, t: 278, u: 556, v: 500, w: 722, y: 500, z: 500 };
const times: Record<string, number> = { ' ': 250, a: 444, b: 500, c: 444, d: 500, e: 444, f: 333, g: 500, h: 500, i: 278, k: 500, l: 278, m: 778, n: 500, o: 500, p: 500, r: 333, s: 389, t: 278, u: 500, v: 500, w: 722, y: 500, z: 444 };

const average = (widthOf: (letter: string) => number) => {
  const total = Object.values(often).reduce((sum, one) => sum + one, 0);
  return Object.entries(often).reduce((sum, [letter, times]) => sum + widthOf(letter) * times, 0) / total;
};

/** What a font says of itself; lengths in ems. */
async function measured(name: 'inter' | 'fraunces', of: 'first' | 'more' = 'first') {
  const font = await cut(name, of, 'truetype');
  const table = (tag: string) => {
    for (let at = 12; at < 12 + 16 * font.readUInt16BE(4); at += 16) {
      if (font.toString('latin1', at, at + 4) === tag) return font.subarray(font.readUInt32BE(at + 8), font.readUInt32BE(at + 8) + font.readUInt32BE(at + 12));
    }
    throw new Error(`${name} has no table ${tag}.`);
  };
  const units = table('head').readUInt16BE(18);
  const [hhea, hmtx, cmap] = [table('hhea'), table('hmtx'), table('cmap')];
  const metrics = hhea.readUInt16BE(34);
  let four: Buffer | undefined;
  for (let at = 4; at < 4 + 8 * cmap.readUInt16BE(2); at += 8) {
    const sub = cmap.subarray(cmap.readUInt32BE(at + 4));
    if (sub.readUInt16BE(0) === 4) four = sub;
  }
  if (!four) throw new Error(`${name} has no map of characters in format 4.`);
  const map = four;
  const segments = map.readUInt16BE(6) / 2;
  const glyphOf = (code: number) => {
    for (let i = 0; i < segments; i++) {
      if (map.readUInt16BE(14 + 2 * i) < code) continue;
      const from = map.readUInt16BE(16 + 2 * segments + 2 * i);
      if (from > code) return 0;
      const delta = map.readInt16BE(16 + 4 * segments + 2 * i);
      const at = 16 + 6 * segments + 2 * i;
      const offset = map.readUInt16BE(at);
      if (offset === 0) return (code + delta) & 0xffff;
      const glyph = map.readUInt16BE(at + offset + 2 * (code - from));
      return glyph === 0 ? 0 : (glyph + delta) & 0xffff;
    }
    return 0;
  };
  const widthOf = (letter: string) => hmtx.readUInt16BE(4 * Math.min(glyphOf(letter.charCodeAt(0)), metrics - 1)) / units;
  return { ascent: hhea.readInt16BE(4) / units, descent: -hhea.readInt16BE(6) / units, width: average(widthOf), glyphOf, features: table('GSUB').toString('latin1') };
}

function declared(face: string) {
  const block = new RegExp(`@font-face \\{[^}]*"${face}"[^}]*\\}`).exec(styles)?.[0] ?? '';
  const percent = (name: string) => Number(new RegExp(`${name}: ([\\d.]+)%`).exec(block)?.[1]) / 100;
  return { size: percent('size-adjust'), ascent: percent('ascent-override'), descent: percent('descent-override'), gap: percent('line-gap-override') };
}

test.each([
  ['inter', 'Inter fallback', arial],
  ['fraunces', 'Fraunces fallback', times],
] as const)('%s and its stand-in take the same room', async (name, face, widths) => {
  const real = await measured(name);
  const size = real.width / (average((letter) => widths[letter] ?? Number.NaN) / 1000);
  const stand = declared(face);
  const wanted = `size-adjust: ${(size * 100).toFixed(2)}%; ascent-override: ${((real.ascent / size) * 100).toFixed(2)}%; descent-override: ${((real.descent / size) * 100).toFixed(2)}%; line-gap-override: 0%;`;
  expect(stand.size, wanted).toBeCloseTo(size, 2);
  expect(stand.ascent, wanted).toBeCloseTo(real.ascent / size, 2);
  expect(stand.descent, wanted).toBeCloseTo(real.descent / size, 2);
  expect(stand.gap).toBe(0);
});

test('figures of one width and the letters of Latin-1 are left in', async () => {
  const inter = await measured('inter');
  expect(inter.features).toContain('tnum');
  for (const letter of 'aZäÜßé€–„“…−') expect(inter.glyphOf(letter.charCodeAt(0)), letter).toBeGreaterThan(0);
  const more = await measured('inter', 'more');
  for (const letter of 'ñøÞÀœ↑') expect(more.glyphOf(letter.charCodeAt(0)), letter).toBeGreaterThan(0);
});

test.each(['first', 'more'] as const)('the sheet names the ranges that the files have: %s', (of) => {
  const said = ranges[of].map(([from, to]) => `U+${from.toString(16).toUpperCase().padStart(4, '0')}${to === from ? '' : `-${to.toString(16).toUpperCase().padStart(4, '0')}`}`).join(', ');
  expect(styles.split(`unicode-range: ${said};`).length - 1, said).toBe(2);
});

test('what the pages themselves say needs the first files alone', () => {
  const catalogues = ['en', 'de', 'behind/en', 'behind/de'].map((name) => readFileSync(join(import.meta.dirname, `../src/i18n/${name}.po`), 'utf8')).join('');
  // The key of a Mac is in neither.
  const beyond = [...new Set(catalogues)].filter((letter) => letter !== '\n' && letter !== '⌘' && !ranges.first.some(([from, to]) => letter.codePointAt(0)! >= from && letter.codePointAt(0)! <= to));
  expect(beyond).toEqual([]);
});
