// The fonts of the pages, cut to what the pages write: Latin-1, the marks of its languages and the weights 400 to 600. The originals carry
// every weight and alternate forms that nobody asks for, at twice the bytes. Everything else comes by unicode-range from the whole files.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subset from 'subset-font';
import type { Plugin } from 'vite';

const root = join(import.meta.dirname, '..');
const packages = join(root, 'node_modules/@fontsource-variable');

/**
 * The code points of the cut files; fonts.css says the same as ranges. What English and German pages are written in comes first, with the names
 * of countries in them; the rest of Latin-1 comes where a name has it.
 */
export const ranges = {
  first: [
    [0x20, 0x7e], [0xa0, 0xa0], [0xa3, 0xa3], [0xa5, 0xa5], [0xa9, 0xa9], [0xab, 0xab], [0xb0, 0xb0], [0xb7, 0xb7], [0xbb, 0xbb],
    [0xc4, 0xc5], [0xd6, 0xd7], [0xdc, 0xdc], [0xdf, 0xdf], [0xe3, 0xe4], [0xe7, 0xe7], [0xe9, 0xe9], [0xed, 0xed], [0xf4, 0xf4],
    [0xf6, 0xf6], [0xfc, 0xfc], [0x2013, 0x2014], [0x2018, 0x201a], [0x201c, 0x201e], [0x2022, 0x2022], [0x2026, 0x2026], [0x202f, 0x202f],
    [0x2032, 0x2032], [0x20ac, 0x20ac], [0x2212, 0x2212],
  ],
  more: [
    [0xa1, 0xa2], [0xa4, 0xa4], [0xa6, 0xa8], [0xaa, 0xaa], [0xac, 0xaf], [0xb1, 0xb6], [0xb8, 0xba], [0xbc, 0xc3], [0xc6, 0xd5],
    [0xd8, 0xdb], [0xdd, 0xde], [0xe0, 0xe2], [0xe5, 0xe6], [0xe8, 0xe8], [0xea, 0xec], [0xee, 0xf3], [0xf5, 0xf5], [0xf7, 0xfb],
    [0xfd, 0xff], [0x131, 0x131], [0x152, 0x153], [0x178, 0x178], [0x2bb, 0x2bc], [0x2c6, 0x2c6], [0x2da, 0x2da], [0x2dc, 0x2dc],
    [0x2010, 0x2012], [0x2015, 0x2017], [0x201b, 0x201b], [0x201f, 0x2021], [0x2023, 0x2025], [0x2027, 0x2027], [0x2030, 0x2030],
    [0x2033, 0x2033], [0x2039, 0x203a], [0x2044, 0x2044], [0x2122, 0x2122], [0x2191, 0x2191], [0x2193, 0x2193], [0x2215, 0x2215],
  ],
} satisfies Record<string, [number, number][]>;

/** Spacing and accents; the other alternate forms are a fifth of a file. */
const marks = ['kern', 'ccmp', 'locl', 'mark', 'mkmk'];

export const fonts = {
  inter: { file: 'inter/files/inter-latin-wght-normal.woff2', axes: { wght: { min: 400, max: 600 } }, features: [...marks, 'tnum'] },
  // The cut for large type, which titles are.
  fraunces: { file: 'fraunces/files/fraunces-latin-opsz-normal.woff2', axes: { wght: 500, opsz: 36 }, features: [...marks, 'liga'] },
} as const;

const textOf = (of: keyof typeof ranges) => ranges[of].map(([from, to]) => String.fromCodePoint(...Array.from({ length: to - from + 1 }, (_, at) => from + at))).join('');

export function cut(name: keyof typeof fonts, of: keyof typeof ranges, targetFormat: 'woff2' | 'truetype'): Promise<Buffer> {
  const { file, axes, features } = fonts[name];
  return subset(readFileSync(join(packages, file)), textOf(of), { targetFormat, variationAxes: axes, keepFeatures: features, noHinting: true });
}

/** Makes them before anything asks for `@fonts/…`; once for each version of the originals and of this file. */
export function cutFonts(): Plugin {
  return {
    name: 'cut-fonts',
    async config() {
      const key = createHash('sha256').update(readFileSync(import.meta.filename));
      for (const { file } of Object.values(fonts)) key.update(readFileSync(join(packages, file)));
      const folder = join(root, 'node_modules/.fonts', key.digest('hex').slice(0, 12));
      mkdirSync(folder, { recursive: true });
      for (const name of Object.keys(fonts) as (keyof typeof fonts)[]) {
        for (const of of Object.keys(ranges) as (keyof typeof ranges)[]) {
          const path = join(folder, `${name}-${of}.woff2`);
          if (existsSync(path)) continue;
          // Two builds at once: whoever is last puts the same bytes there.
          const made = `${path}.${process.pid}`;
          writeFileSync(made, await cut(name, of, 'woff2'));
          renameSync(made, path);
        }
      }
      return { resolve: { alias: [{ find: '@fonts', replacement: folder }] } };
    },
    transformIndexHtml: {
      order: 'post',
      handler(_, { bundle }) {
        const file = Object.values(bundle ?? {}).find((one) => one.type === 'asset' && one.names.includes('inter-first.woff2'));
        return file ? [{ tag: 'link', attrs: { rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${file.fileName}` }, injectTo: 'head-prepend' }] : [];
      },
    },
  };
}
