import { describe, expect, it } from 'vitest';
import type { PaymentMethod } from '../../../../api/payments';
import type { PolicyRow, Settings, ShippingZone } from '../../../../api/types';
import { doneSteps, expectedTexts, isDemo, missingTexts, type GuideFacts } from './guideState';

const policy = (name: string, sample = false): PolicyRow => ({ name, title: name, version: 'v', since: '2026-01-01T00:00:00Z', sample });
const method = (test: boolean): PaymentMethod => ({ method: 'bank_transfer', provider: 'bank_transfer', test, tokens: [] });
const zone = (currency: string, ships = true) => ({ ships, methods: [{ currency }] }) as unknown as ShippingZone;
const settings = (name: string, seller: object | null) => ({ shop: { name, currency: 'EUR' }, seller_in_force: seller }) as unknown as Settings;

const nothing: GuideFacts = { settings: settings('Cartwright', null), sale: null, zones: [], table: [], methods: [], policies: [], products: 0 };
const taxed = { place: 'DE', percent: 19, included: true, reason: 'taxed', net: 84.03, tax: 15.97, gross: 100, problem: null };
const everything: GuideFacts = {
  settings: settings('Bürsten-Müller', { name: 'Müller OHG' }),
  sale: taxed,
  zones: [zone('EUR')],
  table: [],
  methods: [method(false)],
  policies: expectedTexts.map((name) => policy(name)),
  products: 1,
};
const open = (facts: GuideFacts) => Object.entries(doneSteps(facts)).filter(([, done]) => !done).map(([name]) => name);

describe('the guide', () => {
  it('has everything to do in an empty shop, and nothing in a whole one', () => {
    expect(open(nothing)).toEqual(['shop', 'seller', 'taxes', 'shipping', 'payment', 'texts', 'product']);
    expect(open(everything)).toEqual([]);
  });

  it.each<[string, Partial<GuideFacts>, string]>([
    ['the name of the program is no name', { settings: settings('Cartwright', { name: 'Müller OHG' }) }, 'shop'],
    ["the demo's seller sells nothing", { settings: settings('Müller', { name: 'nobody', is_sample: true }) }, 'seller'],
    ['a place without a rate is refused, never free', { sale: { ...taxed, percent: null, problem: 'No rate is known.' } }, 'taxes'],
    ['prices in another currency ship nothing', { zones: [zone('USD')] }, 'shipping'],
    ['a zone that is not shipped to', { zones: [zone('EUR', false)] }, 'shipping'],
    ['the built-in prices are nobody’s choice', { zones: [], table: [{ currency: 'EUR', standard: 4.99, express: 14.99, free_from: null }] }, 'shipping'],
    ['a simulator takes no money', { methods: [method(true)] }, 'payment'],
    ['a sample is no text', { policies: expectedTexts.map((name) => policy(name, name === 'terms')) }, 'texts'],
    ['a text is missing', { policies: expectedTexts.slice(1).map((name) => policy(name)) }, 'texts'],
    ['drafts are seen by nobody', { products: 0 }, 'product'],
  ])('%s', (_, change, step) => {
    expect(open({ ...everything, ...change })).toEqual([step]);
  });

  it('says which texts are missing and knows a demo by its seller', () => {
    expect(missingTexts([policy('terms'), policy('privacy', true)])).toEqual(['withdrawal', 'privacy', 'shipping', 'imprint']);
    expect(isDemo(settings('x', { name: 'nobody', is_sample: true }))).toBe(true);
    expect(isDemo(settings('x', { name: 'Müller' }))).toBe(false);
    expect(isDemo(settings('x', null))).toBe(false);
  });
});
