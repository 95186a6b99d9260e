// Which language a visitor reads, and by whose customs dates and numbers are written.
import { expect, test } from 'vitest';
import { choose, regional } from './languages';

test.each([
  ['what was chosen here', 'a=1; cartwright_language=de; b=2', ['en-US'], 'de'],
  ['what the browser asks for first', '', ['fr-FR', 'de-AT', 'en'], 'de'],
  ['the browser’s, where the cookie names no language of the shop', 'cartwright_language=fr', ['de'], 'de'],
  ['the browser’s, where another cookie ends alike', 'other_cartwright_language=de', ['en-GB'], 'en'],
  ['the shop’s own, where none is asked for that it has', '', ['fr', 'ja'], 'en'],
  ['the shop’s own, where nothing is asked for', '', [], 'en'],
])('The page is read in %s', (_, cookies, asked, language) => {
  expect(choose(cookies, asked)).toBe(language);
});

test('An address that names a language is read in it, whatever was chosen before', () => {
  expect(choose('cartwright_language=en', ['en'], '?q=tea&lang=de')).toBe('de');
  expect(choose('cartwright_language=de', ['en'], '?lang=fr')).toBe('de');
  expect(choose('', ['en'], '?lang=')).toBe('en');
});

test('Dates and numbers follow the region that the browser names for the language', () => {
  expect(regional('de', ['en-US', 'de-AT', 'de-DE'])).toBe('de-AT');
  expect(regional('de', ['en-US'])).toBe('de');
  expect(regional('en', ['de-DE', 'en-GB'])).toBe('en-GB');
});
