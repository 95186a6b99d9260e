import { expect, test } from 'vitest';
import type { Shop } from '../../../api/types';
import { changedMembers, conflictsOf, merged, memberText, moved, said, shopOf, whole, type Draft } from './settingsForm';

const none: Draft = {
  name: null, tagline: null, logo: null, colours: null, announcement: null, home: null, contact: null, time_zone: null, currency: null, language: null,
  languages: null, footer: null, sender: null,
};
const defaults: Shop = {
  version: 0, name: 'Cartwright', tagline: null, logo: null, colours: { accent: '#0b5d43', ink: '#16201c', banner: '#084833' }, announcement: null, home: null,
  contact: { company: null, address: null, email: null, phone: null, register: null }, time_zone: 'UTC', currency: 'USD', language: 'en', languages: ['en', 'de'],
  footer: null, sender: null,
};

test('what is blank is not said', () => {
  expect(said('  ')).toBeNull();
  expect(said(' Müller ')).toBe(' Müller ');
  expect(whole({ accent: null, ink: '', banner: null })).toBeNull();
  expect(whole({ accent: '#0b5d43', ink: null, banner: null })).toEqual({ accent: '#0b5d43', ink: null, banner: null });
});

test('of two editors both count where they changed different members, and are asked where they changed the same', () => {
  const mine: Draft = { ...none, name: 'Mine', tagline: 'Mine, too' };
  const theirs: Draft = { ...none, name: 'Theirs', currency: 'EUR' };
  expect(changedMembers(none, mine)).toEqual(['name', 'tagline']);
  expect(conflictsOf(none, mine, theirs)).toEqual(['name']);
  expect(merged(none, { ...none, tagline: 'Mine, too' }, theirs)).toEqual({ ...theirs, tagline: 'Mine, too' });
  expect(conflictsOf(none, mine, { ...mine })).toEqual([]);
  expect(memberText(mine, 'name')).toBe('Mine');
  expect(memberText(none, 'name')).toBe('(as configured)');
});

test('a preview is what the host will make of it', () => {
  const shop = shopOf({ ...none, name: ' Müller & Söhne <b> ', colours: { accent: '#7a1f5c', ink: null, banner: null } }, defaults);
  expect(shop.name).toBe('Müller & Söhne <b>');
  expect(shop.colours).toEqual({ accent: '#7a1f5c', ink: '#16201c', banner: '#7a1f5c' });
  expect(shopOf({ ...none, colours: { accent: '#7a', ink: null, banner: null } }, defaults).colours).toEqual(defaults.colours);
});

test('a list keeps its entries when one is moved past its end', () => {
  expect(moved(['a', 'b', 'c'], 0, 1)).toEqual(['b', 'a', 'c']);
  expect(moved(['a', 'b'], 1, 1)).toEqual(['a', 'b']);
});
