// The service worker: the shop's shell and the last pages are there without a network. Made by Workbox from what is said here.
//
// What it keeps: the built files of the shop by the hashes in their names; the last pages and answers of the open catalog, a bounded number
// for a bounded time. What it never keeps or answers: the admin, anything that is asked with credentials, carts, checkout, orders, accounts.
// Whoever is online gets pages and answers from the shop: the kept ones stand in only when it cannot be reached. So an old script meets a new
// API only in tabs that were open before, and those load anew at their next step (src/ui/browser/worker.ts).
//
// CARTWRIGHT_WORKER=off builds one that forgets everything and goes: the way back if it ever does harm.
import type { Plugin, Rollup } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';
import { staticOf } from './startScript';

const DAY = 24 * 60 * 60;

/** Corners that work with what is there now, or not at all. */
const desk = /\/features\/(?:admin|analytics|statements|vendor)\//;

/** The files that pages of the shop are made of; letters beyond Latin-1 come when they are needed. */
function shopFilesOf(bundle: Rollup.OutputBundle): Set<string> {
  const found = new Set<string>();
  const add = (file: string) => {
    if (found.has(file)) return;
    for (const one of staticOf(bundle, file)) {
      found.add(one);
      const chunk = bundle[one] as Rollup.OutputChunk & { viteMetadata?: { importedCss: Set<string>; importedAssets: Set<string> } };
      for (const beside of [...(chunk.viteMetadata?.importedCss ?? []), ...(chunk.viteMetadata?.importedAssets ?? [])]) found.add(beside);
      for (const next of chunk.dynamicImports) {
        const page = bundle[next];
        if (page?.type === 'chunk' && !page.moduleIds.some((id) => desk.test(id))) add(next);
      }
    }
  };
  for (const one of Object.values(bundle)) {
    if (one.type === 'chunk' && one.isEntry) add(one.fileName);
    else if (one.type === 'asset' && /\/(?:start|inter-first|fraunces-first|chevron)-[\w-]{8}\.(?:js|woff2|svg)$/.test(one.fileName)) found.add(one.fileName);
  }
  return found;
}

// What the host calls private was made for one person, whoever asked.
const forEverybody = {
  cacheWillUpdate: async ({ response }: { response: Response }) =>
    response.status === 200 && !/private|no-store/.test(response.headers.get('cache-control') ?? '') ? response : null,
};

export function worker(): Plugin[] {
  let shopFiles = new Set<string>();
  return [
    {
      name: 'shop-files',
      apply: 'build',
      writeBundle(_, bundle) {
        shopFiles = shopFilesOf(bundle);
      },
    },
    ...VitePWA({
      filename: 'sw.js',
      // The host writes the manifest from the shop's settings (src/Host/ShopManifest.cs), and ui/worker.ts registers.
      manifest: false,
      injectRegister: null,
      registerType: 'autoUpdate',
      selfDestroying: process.env.CARTWRIGHT_WORKER === 'off',
      workbox: {
        skipWaiting: true,
        clientsClaim: true,
        cleanupOutdatedCaches: true,
        inlineWorkboxRuntime: true,
        sourcemap: false,
        // Each page is the host's own, with its head and data; what it is made of is kept.
        navigateFallback: null,
        globPatterns: ['assets/*.{js,css,woff2,svg}'],
        manifestTransforms: [(entries) => ({ manifest: entries.filter(({ url }) => shopFiles.has(url)), warnings: [] })],
        dontCacheBustURLsMatching: /^assets\//,
        runtimeCaching: [
          {
            urlPattern: ({ request, url, sameOrigin }) =>
              sameOrigin && request.mode === 'navigate' && url.search === '' && /^\/(?:$|products\/|c\/|policies\/|cart$)/.test(url.pathname),
            handler: 'NetworkFirst',
            options: { cacheName: 'pages', expiration: { maxEntries: 30, maxAgeSeconds: 30 * DAY, purgeOnQuotaError: true }, plugins: [forEverybody] },
          },
          {
            urlPattern: ({ request, url, sameOrigin }) => sameOrigin && request.destination === 'image' && /^\/(?:media|api\/products|api\/pictures)\//.test(url.pathname),
            handler: 'StaleWhileRevalidate',
            options: { cacheName: 'pictures', expiration: { maxEntries: 150, maxAgeSeconds: 30 * DAY, purgeOnQuotaError: true }, plugins: [forEverybody] },
          },
          {
            urlPattern: ({ request, url, sameOrigin }) =>
              sameOrigin &&
              request.method === 'GET' &&
              !request.headers.has('authorization') &&
              /^\/api\/(?:products|categories|recommendations|shop|policies)(?:\/|$)/.test(url.pathname) &&
              !/\/(?:export|sale)$/.test(url.pathname),
            handler: 'NetworkFirst',
            options: { cacheName: 'catalog', expiration: { maxEntries: 120, maxAgeSeconds: 7 * DAY, purgeOnQuotaError: true }, plugins: [forEverybody] },
          },
        ],
      },
    }),
  ];
}
