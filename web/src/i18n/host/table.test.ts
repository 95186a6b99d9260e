// What the host says is said in German: refusals by their code, other sentences by their shape.
import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Problem } from '../../api/core/problem';
import { hostWords, refusalWords } from '../hostWords';
import { speak } from '../i18n';
import { codes } from './table';

/** What the page itself says under a code, or an order's reason, which is no refusal. */
const own = new Set(['network', 'forbidden', 'too_many_requests']);

beforeAll(() => speak('de'), 120_000);
afterAll(() => speak('en'), 120_000);

test('Every code of the table is one that the host refuses by', () => {
  const src = new URL('../../../../src/', import.meta.url).pathname;
  const files = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((name) => /\.cs$/.test(name) && !/(^|\/)(bin|obj)\//.test(name));
  const host = files.map((name) => readFileSync(src + name, 'utf8')).join('\n');
  expect(codes.length).toBeGreaterThan(100);
  expect(codes.filter((code) => !own.has(code) && !host.includes(`"${code}"`))).toEqual([]);
});

test('A refusal is said in German, with what the problem document says beside it', () => {
  expect(refusalWords('out_of_stock', { available: 1 }, 'Only 1 of Kettle is left.')).toBe('Es ist nur noch 1 Stück da.');
  expect(refusalWords('out_of_stock', { lines: [{ available: 0 }] }, 'Kettle is sold out.')).toBe('Das Produkt ist ausverkauft.');
  expect(refusalWords('price_changed', { total_price: 12.5, currency: 'EUR' }, 'The total is now 12.5 EUR.').replace(/\s/g, ' ')).toContain('12,50 €');
});

test('A code that is not known keeps the words of the host', () => {
  expect(refusalWords('from_tomorrow', {}, 'Something new.')).toBe('Something new.');
  expect(refusalWords('constructor', {}, 'Something odd.')).toBe('Something odd.');
});

test('What is wrong with a field is said in German, and a refusal about one field by its code', () => {
  const invalid = new Problem(400, 'validation_failed', 'Some members are missing or wrong: email.', { email: ['must be an e-mail address'], name: ['must have at most 200 characters'] });
  expect(invalid.message).toBe('Einige Angaben fehlen oder stimmen nicht. Bitte prüfen Sie die markierten Felder.');
  expect(invalid.errors).toEqual({ email: ['Bitte geben Sie eine E-Mail-Adresse an'], name: ['Höchstens 200 Zeichen'] });
  const detail = 'The code is wrong, too old, or was used.';
  const wrong = new Problem(401, 'code_wrong', detail, { code: [detail] }, { detail });
  expect(wrong.errors.code).toEqual([wrong.message]);
  expect(wrong.message).toMatch(/^Der Code ist falsch/);
});

test('A problem that is shown already speaks the next language', async () => {
  const problem = new Problem(409, 'card_declined', 'The card was declined. Use another payment method.');
  expect(problem.message).toBe('Die Karte wurde abgelehnt. Verwenden Sie eine andere Zahlungsart.');
  await speak('en');
  expect(problem.message).toBe('The card was declined. Use another payment method.');
  await speak('de');
});

test.each([
  ['is required', 'Bitte füllen Sie dieses Feld aus'],
  ['is not your password', 'Das ist nicht Ihr Passwort'],
  ['must have at least 10 characters', 'Mindestens 10 Zeichen'],
  ['must be the code of a country in two capital letters (ISO 3166-1, and XK), such as DE', 'Bitte wählen Sie ein Land'],
  ['must be from 1 to 999', 'Von 1 bis 999'],
  ['must be something new', 'Das stimmt nicht'],
])('A field that %s is told so in German', (said, german) => {
  expect(hostWords(said)).toBe(german);
});

test('Days of a delivery are said in German, and a name of the shop stays', () => {
  expect(hostWords('3 to 5 working days')).toBe('3 bis 5 Werktage');
  expect(hostWords('Bicycle courier')).toBe('Bicycle courier');
});
