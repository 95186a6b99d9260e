// How the build is cut: what changes seldom by itself, what most pages of the shop share in one file, the rest by what shares it.
import { join } from 'node:path';
import type { Rollup } from 'vite';
import { firstPages } from './startScript';

const src = join(import.meta.dirname, '../src');

/** What so many of the first pages of the shop need is one file: a request costs more than the few bytes that a page does without. */
const SHARED_BY = 3;

/** Where strangers come in; who signs in, pays or looks after an account is there for longer. */
const begunWith = ['', 'products/', 'c/', 'cart', 'policies/', 'shared/'];

let shared: Set<string> | null = null;

function sharedBy(info: Rollup.GetModuleInfo): Set<string> {
  const times = new Map<string, number>();
  const pages = new Set(begunWith.flatMap((path) => firstPages[path] ?? []));
  for (const page of pages) {
    const seen = new Set<string>();
    const visit = (id: string) => {
      if (seen.has(id)) return;
      seen.add(id);
      for (const next of info(id)?.importedIds ?? []) visit(next);
    };
    visit(join(src, page));
    for (const id of seen) times.set(id, (times.get(id) ?? 0) + 1);
  }
  return new Set([...times].filter(([id, count]) => count >= SHARED_BY && id.startsWith(src) && /\.tsx?$/.test(id)).map(([id]) => id));
}

export const manualChunks: Rollup.GetManualChunk = (id, { getModuleInfo }) => {
  if (/node_modules\/(react|react-dom|scheduler|react-router|cookie|set-cookie-parser)\//.test(id)) return 'react';
  if (/node_modules\/@(tanstack\/(react-query|query-core)|lingui)\//.test(id)) return 'data';
  // Whoever looks about fills in nothing.
  if (/node_modules\/(zod|react-hook-form|@hookform)\//.test(id)) return 'forms';
  // Small parts that nearly every page is made of.
  if (/\/src\/ui\/(Dialog|ErrorBanner|Field|QueryState|forms\/fieldError)\.tsx?$/.test(id)) return 'shop';
  // Small parts that a product's page has beside others: a file of each would cost more than what another page does without.
  if (/\/src\/(?:features\/(?:checkout\/(?:countries|methodWords)|withdrawal\/withdrawalWords|policies\/policyWords|shop\/useOutlook)|ui\/arrival)\.ts$/.test(id)) return 'goods';
  shared ??= sharedBy(getModuleInfo);
  return shared.has(id) ? 'shop' : undefined;
};
