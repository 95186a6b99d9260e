// How much script a first visit loads, from what the build wrote beside it: run after `npm run build`, as ./test.sh does.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { brotli } from './compressed';
import { piecesFile, type Piece } from './pieces';

const dist = join(import.meta.dirname, '../dist');

/** In kB of brotli, as the host sends it: entry, words, the page's own script and all that these import. */
const SHOP_MAX = 145;
/** Pages that nobody begins with: forms and what checks them come on top. */
const BEHIND_MAX = 188;
const DESK_MAX = 260;
/** Style sheets of a first visit, which stand before the first paint. */
const STYLES_MAX = 12;

const pieces = (): Record<string, Piece> => {
  if (!existsSync(piecesFile)) throw new Error('The web app is not built: npm run build, then again.');
  return JSON.parse(readFileSync(piecesFile, 'utf8')) as Record<string, Piece>;
};

const sizes = new Map<string, number>();
function kiloOf(files: Set<string>): number {
  for (const file of files) if (!sizes.has(file)) sizes.set(file, brotli(readFileSync(join(dist, file))).length);
  return Math.round([...files].reduce((sum, file) => sum + (sizes.get(file) ?? 0), 0) / 100) / 10;
}

/** Entry and modules with all that must be there before they run. */
function loaded(modules: string[]) {
  const all = pieces();
  const [scripts, styles] = [new Set<string>(), new Set<string>()];
  const visit = (file: string) => {
    const piece = all[file];
    if (!piece || scripts.has(file)) return;
    scripts.add(file);
    piece.styles.forEach((sheet) => styles.add(sheet));
    piece.imports.forEach(visit);
  };
  for (const [file, piece] of Object.entries(all)) if (piece.isEntry) visit(file);
  for (const module of modules) {
    const holder = Object.keys(all).find((file) => all[file]?.modules.includes(module));
    if (!holder) throw new Error(`The build has no ${module}.`);
    visit(holder);
  }
  return { script: kiloOf(scripts), styles: kiloOf(styles), files: scripts.size };
}

const words = 'src/i18n/en.po';
const behind = ['src/routes/behind.ts', 'src/i18n/behind/en.po'];

test.each([
  ['home', 'src/features/catalog/CatalogPage.tsx', SHOP_MAX],
  ['home of sections', 'src/features/shop/HomeSections.tsx', SHOP_MAX],
  ['category', 'src/features/catalog/CategoryPage.tsx', SHOP_MAX],
  ['product', 'src/features/product/ProductPage.tsx', SHOP_MAX],
  ['cart', 'src/features/cart/CartPage.tsx', SHOP_MAX],
  ['checkout', 'src/features/checkout/CheckoutPage.tsx', BEHIND_MAX],
  ['sign in', 'src/features/account/SignInPage.tsx', BEHIND_MAX],
  ['order', 'src/features/order/OrderPage.tsx', BEHIND_MAX],
  ['account', 'src/features/account/AccountPage.tsx', BEHIND_MAX],
])('%s', (name, module, max) => {
  const found = loaded(max === BEHIND_MAX ? [words, ...behind, module] : [words, module]);
  console.log(`${name}: ${found.script} kB of script in ${found.files} files, ${found.styles} kB of styles`);
  expect(found.script, `script of ${name} in kB`).toBeLessThanOrEqual(max);
  expect(found.styles, `styles of ${name} in kB`).toBeLessThanOrEqual(STYLES_MAX);
});

test('every page of the desk', () => {
  const modules = Object.values(pieces()).flatMap((piece) => piece.modules.filter((one) => /^src\/features\/(?:admin|analytics|statements|vendor)\/.*Page\.tsx$/.test(one)));
  expect(modules.length).toBeGreaterThan(20);
  const found = modules.map((module) => ({ module, ...loaded([words, ...behind, 'src/features/admin/AdminLayout.tsx', module]) })).sort((a, b) => b.script - a.script);
  for (const { module, script, files } of found.slice(0, 4)) console.log(`${module}: ${script} kB of script in ${files} files`);
  expect(found.filter(({ script }) => script > DESK_MAX)).toEqual([]);
});
