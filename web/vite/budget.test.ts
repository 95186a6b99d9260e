// How much script a first visit loads, from what the build wrote beside it. Run after `npm run build`; ./test.sh builds first.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { brotli } from './compressed';
import { pages as adminPages } from '../src/features/admin/pages';

const dist = join(import.meta.dirname, '../dist');
const written = join(dist, '.vite/manifest.json');

/** In kB of brotli, as the host sends it: entry, words, the page's own script and all that these import. */
const SHOP_MAX = 150;
const DESK_MAX = 300;
/** Style sheets of a first visit, which stand before the first paint. */
const STYLES_MAX = 16;

interface Piece {
  file: string;
  isEntry?: boolean;
  imports?: string[];
  css?: string[];
}

describe.skipIf(!existsSync(written) && !process.env.CI)('what a first visit loads', () => {
  const manifest = existsSync(written) ? (JSON.parse(readFileSync(written, 'utf8')) as Record<string, Piece>) : {};
  const sizes = new Map<string, number>();
  const sizeOf = (file: string) => {
    if (!sizes.has(file)) sizes.set(file, brotli(readFileSync(join(dist, file))).length);
    return sizes.get(file) ?? 0;
  };

  function filesOf(keys: string[]) {
    const [scripts, styles, seen] = [new Set<string>(), new Set<string>(), new Set<string>()];
    const visit = (key: string) => {
      const piece = manifest[key];
      if (!piece) throw new Error(`The build has no ${key}.`);
      if (seen.has(key)) return;
      seen.add(key);
      scripts.add(piece.file);
      for (const sheet of piece.css ?? []) styles.add(sheet);
      for (const one of piece.imports ?? []) visit(one);
    };
    keys.forEach(visit);
    const kilo = (files: Set<string>) => Math.round([...files].reduce((sum, file) => sum + sizeOf(file), 0) / 100) / 10;
    return { script: kilo(scripts), styles: kilo(styles), files: scripts.size };
  }

  const entry = Object.keys(manifest).find((key) => manifest[key]?.isEntry) ?? 'index.html';
  const shop = [
    ['home', ['src/features/catalog/CatalogPage.tsx']],
    ['home of sections', ['src/features/catalog/CatalogPage.tsx', 'src/features/shop/HomeSections.tsx']],
    ['category', ['src/features/catalog/CategoryPage.tsx']],
    ['product', ['src/features/product/ProductPage.tsx']],
    ['cart', ['src/features/cart/CartPage.tsx']],
    ['checkout', ['src/features/checkout/CheckoutPage.tsx']],
    ['order', ['src/features/order/OrderPage.tsx']],
    ['account', ['src/features/account/AccountPage.tsx']],
  ] as const;

  test.each(shop)('%s', (name, modules) => {
    // A part that another chunk took in is counted with it.
    const found = filesOf([entry, 'src/i18n/en.po', ...modules.filter((one) => manifest[one])]);
    console.log(`${name}: ${found.script} kB of script in ${found.files} files, ${found.styles} kB of styles`);
    expect(found.script, `script of ${name} in kB`).toBeLessThanOrEqual(SHOP_MAX);
    expect(found.styles, `styles of ${name} in kB`).toBeLessThanOrEqual(STYLES_MAX);
  });

  test('every page of the desk', () => {
    const sources = Object.keys(manifest).filter((key) => /^src\/features\/(?:admin|analytics|statements|vendor)\/.*Page\.tsx$/.test(key));
    expect(sources.length).toBeGreaterThan(Object.keys(adminPages).length / 2);
    const found = sources.map((source) => ({ source, ...filesOf([entry, 'src/i18n/en.po', 'src/features/admin/AdminLayout.tsx', source]) })).sort((a, b) => b.script - a.script);
    for (const { source, script, files } of found.slice(0, 5)) console.log(`${source}: ${script} kB of script in ${files} files`);
    expect(found.filter(({ script }) => script > DESK_MAX)).toEqual([]);
  });
});
