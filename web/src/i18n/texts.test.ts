// No page of the shop has a text outside the catalogue, the catalogues are whole, and they hold what the pages say now.
import { getCatalogs } from '@lingui/cli/api';
import { getConfig } from '@lingui/conf';
import { compileMessage, type CompiledMessage } from '@lingui/message-utils/compileMessage';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { textsOutside } from './outsideTexts';

const src = new URL('..', import.meta.url).pathname;
const rooms = ['account', 'cart', 'catalog', 'checkout', 'order', 'papers', 'policies', 'product', 'sell', 'share', 'shop', 'withdrawal'];

/** Drawn for the shop's people only, whose corner is written in English. */
const english = /^(features\/catalog\/pictures|ui\/charts|ui\/table)\//;

const pages = [...rooms.map((room) => `features/${room}`), 'routes', 'ui', 'api']
  .flatMap((room) => readdirSync(src + room, { recursive: true, encoding: 'utf8' }).map((name) => `${room}/${name}`))
  .filter((name) => /\.tsx?$/.test(name) && !name.endsWith('.test.ts') && !english.test(name));

test('No page of the shop has a text that the catalogue does not have', () => {
  expect(pages.length).toBeGreaterThan(120);
  const outside = pages.flatMap((page) => textsOutside(page, readFileSync(src + page, 'utf8')).map((text) => `${page}:${text}`));
  expect(outside, 'wrap it: <Trans>…</Trans> between elements, t`…` elsewhere, then npm run extract').toEqual([]);
});

test.each([
  ['between elements', '<p>Your cart</p>', ['1: Your cart']],
  ['a single word', '<p>{one ? "item" : "items"}</p>', ['1: item', '1: items']],
  ['in an attribute that is read', '<Field label="City" name="city" className="input" />', ['1: City']],
  ['in an attribute that is heard', '<nav aria-label="Footer" aria-live="polite" />', ['1: Footer']],
  ['in a choice within an attribute', '<Loading what={many ? "orders" : "order"} />', ['1: orders', '1: order']],
  ['in a sentence of code', 'say.good("Saved.")', ['1: Saved.']],
  ['with values', 'say.good(`${name} is in your cart.`)', ['1: {} is in your cart.']],
  ['in a table', 'const says = { done: "Done: the money went back." }', ['1: Done: the money went back.']],
  ['in the attribute of a part of a message', '<Trans>Look <a title="Around here">around</a></Trans>', ['1: Around here']],
])('A text %s is found', (_, code, found) => {
  expect(textsOutside('page.tsx', code)).toEqual(found);
});

test.each([
  ['a message', '<p><Trans>Your cart, <b>{name}</b>{" "}here</Trans> <Plural value={n} one="# item" other="# items" /> {t`Saved.`}</p>'],
  ['names for programs', 'navigate("/cart"); if (key === "Enter" || code === "Out of it") list.split("A b"); const x = { type: "Order placed" };'],
  ['classes, ids and states', '<p className={`stock stock--${tone}`} aria-hidden="true" data-testid="Some words" sizes="(min-width: 1px) 5vw" />'],
  ['types and imports', 'import { a } from "Some words"; type A = "Some words" | "Other words";'],
  ['what only programmers see', 'throw new Error("useCart stands outside <CartProvider>.")'],
])('No text is found in %s', (_, code) => {
  expect(textsOutside('page.tsx', code)).toEqual([]);
});

interface Entry {
  message?: string;
  translation?: string;
  obsolete?: boolean;
}

const config = getConfig({ configPath: new URL('../../lingui.config.ts', import.meta.url).pathname });
const catalogues: { path: string; kept: Record<string, Record<string, Entry>>; said: Record<string, Entry> }[] = [];

beforeAll(async () => {
  for (const catalogue of await getCatalogs(config)) {
    const kept = Object.fromEntries(await Promise.all(config.locales.map(async (locale) => [locale, (await catalogue.read(locale)) ?? {}] as const)));
    catalogues.push({ path: catalogue.path, kept, said: (await catalogue.collect()) ?? {} });
  }
}, 120_000);

test('The catalogues hold what the pages say, nothing more and nothing less', () => {
  expect(catalogues).toHaveLength(3);
  for (const { path, kept, said } of catalogues) {
    expect(Object.keys(said).length).toBeGreaterThan(100);
    for (const locale of config.locales) expect(Object.keys(kept[locale]!).sort(), `${path} ${locale}: npm run extract`).toEqual(Object.keys(said).sort());
  }
});

test('Every message is translated', () => {
  for (const { path, kept } of catalogues) {
    for (const locale of config.locales) {
      const missing = Object.values(kept[locale]!).filter((entry) => !entry.translation?.trim() || entry.obsolete);
      expect(missing.map((entry) => entry.message), `${path} ${locale}`).toEqual([]);
    }
  }
});

/** What a message is filled with, and the elements that it is put into. */
function filled(message: string): string[] {
  const values = (tokens: CompiledMessage): string[] =>
    typeof tokens === 'string' ? [] : tokens.flatMap((token) => (Array.isArray(token) ? [token.slice(0, 2).join(' '), ...Object.values(token[2] ?? {}).flatMap((one) => values((one ?? []) as CompiledMessage))] : []));
  return [...new Set([...values(compileMessage(message)), ...(message.match(/<\/?\d+\/?>/g) ?? [])])].sort();
}

test('A translation is filled with what its message is filled with', () => {
  for (const { kept, said } of catalogues) {
    for (const [id, { message = '' }] of Object.entries(said)) {
      const translation = kept.de?.[id]?.translation ?? '';
      expect(filled(translation), message).toEqual(filled(message));
    }
  }
});

test('A message that two catalogues have is translated alike in both', () => {
  const said = new Map<string, string | undefined>();
  for (const { path, kept } of catalogues) {
    for (const [id, { message, translation }] of Object.entries(kept.de!)) {
      expect(said.get(id) ?? translation, `${path}: ${message}`).toBe(translation);
      said.set(id, translation);
    }
  }
});

test('What the first pages are made of asks for no words that come behind', () => {
  const apart = /^(?:src\/)?features\/(?:account|admin|analytics|checkout|order|papers|sell|statements|vendor|withdrawal)\//;
  const both = /\/(?:methodWords|withdrawalWords)$/;
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.tsx?$/.test(name) && !apart.test(name) && !/\.test\.ts$|^routes\/routes\.tsx$/.test(name));
  expect(files.length).toBeGreaterThan(150);
  for (const file of files) {
    const imports = [...readFileSync(src + file, 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']*)'/g)].map((one) => join(dirname(file), one[1]!));
    for (const one of imports.filter((path) => apart.test(path) && !both.test(path))) {
      const text = readFileSync(`${src}${one}${existsSync(`${src}${one}.tsx`) ? '.tsx' : '.ts'}`, 'utf8');
      expect(/lingui\/(?:react|core)\/macro|features\/|'\.\//.test(text), `${file} asks for ${one}, whose words come behind: see lingui.config.ts`).toBe(false);
    }
  }
});
