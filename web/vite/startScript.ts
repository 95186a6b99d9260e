// The small script that stands before everything else in the page: it sets the colour scheme before the first paint, and lets the browser
// fetch the script of the page at this address and the words of its language beside the entry, not one after the other.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin, Rollup } from 'vite';

const root = join(import.meta.dirname, '..');

/** The page behind the first segment of an address, where one page stands out; `orders/` is the page of one order. */
export const firstPages: Record<string, string | string[]> = {
  '': 'features/catalog/CatalogPage.tsx',
  'products/': 'features/product/ProductPage.tsx',
  'c/': 'features/catalog/CategoryPage.tsx',
  cart: 'features/cart/CartPage.tsx',
  checkout: 'features/checkout/CheckoutPage.tsx',
  orders: 'features/order/OrdersPage.tsx',
  'orders/': 'features/order/OrderPage.tsx',
  account: 'features/account/AccountPage.tsx',
  'sign-in': 'features/account/SignInPage.tsx',
  'policies/': 'features/policies/PolicyPage.tsx',
  'shared/': 'features/share/SharedCartPage.tsx',
  admin: ['features/admin/pages.ts', 'features/admin/AdminLayout.tsx', 'features/admin/dashboard/DashboardPage.tsx'],
  'admin/': ['features/admin/pages.ts', 'features/admin/AdminLayout.tsx'],
};

/** The words of a language: the catalogue of the pages, and what the host says. */
const catalogues: Record<string, string[]> = { en: ['i18n/en.po'], de: ['i18n/de.po', 'i18n/host/de.po', 'i18n/host/table.ts'] };
/** What comes with the pages that nobody begins with (src/routes/behind.ts), by the first segment of their address. */
const cataloguesBehind: Record<string, string[]> = { en: ['routes/behind.ts', 'i18n/behind/en.po'], de: ['routes/behind.ts', 'i18n/behind/de.po'] };
const behind = /^(?:checkout|orders|account|sign-in|admin)$/;

/** All files that a chunk needs before it runs. */
export function staticOf(bundle: Rollup.OutputBundle, file: string, found = new Set<string>()): Set<string> {
  const chunk = bundle[file];
  if (chunk?.type !== 'chunk' || found.has(file)) return found;
  found.add(file);
  for (const one of chunk.imports) staticOf(bundle, one, found);
  return found;
}

function preloads(bundle: Rollup.OutputBundle): string {
  const chunks = Object.values(bundle).filter((one): one is Rollup.OutputChunk => one.type === 'chunk');
  const entry = chunks.find((one) => one.isEntry);
  if (!entry) throw new Error('The build has no entry.');
  const known = staticOf(bundle, entry.fileName);
  const files: string[] = [];
  const indexes = (modules: string[]) => {
    const wanted = new Set<string>();
    for (const module of modules) {
      const chunk = chunks.find((one) => one.facadeModuleId?.split('?')[0] === join(root, 'src', module)) ?? chunks.find((one) => one.moduleIds.some((id) => id.split('?')[0] === join(root, 'src', module)));
      if (!chunk) throw new Error(`No chunk of the build has src/${module}: firstPages and catalogues of vite/startScript.ts name modules that are gone.`);
      for (const file of staticOf(bundle, chunk.fileName)) {
        if (known.has(file)) continue;
        wanted.add(file);
        for (const css of (bundle[file] as Rollup.OutputChunk & { viteMetadata?: { importedCss: Set<string> } }).viteMetadata?.importedCss ?? []) wanted.add(css);
      }
    }
    return [...wanted].map((file) => (files.includes(file) ? files.indexOf(file) : files.push(file) - 1));
  };
  const pages = Object.fromEntries(Object.entries(firstPages).map(([path, modules]) => [path, indexes([modules].flat())]));
  const more = Object.fromEntries(Object.entries(cataloguesBehind).map(([language, modules]) => [language, indexes(modules)]));
  const words = Object.fromEntries(Object.entries(catalogues).map(([language, modules]) => [language, indexes(modules)]));
  return `(function(){
var files=${JSON.stringify(files)},pages=${JSON.stringify(pages)},words=${JSON.stringify(words)},more=${JSON.stringify(more)};
var parts=location.pathname.replace(/^\\/+|\\/+$/g,'').split('/'),first=parts[0],deep=parts.length>1;
var kept=/(?:^|;\\s*)cartwright_language=(\\w+)/.exec(document.cookie),asked=(kept?[kept[1]]:[]).concat(navigator.languages||[]),language;
for(var i=0;i<asked.length&&!language;i++){var tag=asked[i].slice(0,2).toLowerCase();if(words[tag])language=tag}
if(first==='admin')language='en';
language=language||document.documentElement.lang;
var wanted=(pages[deep?first+'/':first]||[]).concat(words[language]||[],${behind}.test(first)&&more[language]||[]);
for(var j=0;j<wanted.length;j++){var file=files[wanted[j]],link=document.createElement('link');
if(/css$/.test(file)){link.rel='preload';link.as='style'}else{link.rel='modulepreload'}
link.href='/'+file;document.head.appendChild(link)}
})();`;
}

export function startScript(): Plugin {
  return {
    name: 'start-script',
    apply: 'build',
    // The plugins before have written what they will: names of files are final here.
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        if (!bundle) return html;
        const source = `${readFileSync(join(root, 'public/scheme.js'), 'utf8').replace(/^\s*\/\/.*$/gm, '')}\n${preloads(bundle)}`.replace(/^\s+/gm, '');
        const fileName = `assets/start-${createHash('sha256').update(source).digest('hex').slice(0, 8)}.js`;
        bundle[fileName] = { type: 'asset', fileName, source, name: 'start.js', names: ['start.js'], originalFileName: null, originalFileNames: [], needsCodeReference: false };
        return html.replace('<script src="/scheme.js"></script>', `<script src="/${fileName}"></script>`);
      },
    },
  };
}
