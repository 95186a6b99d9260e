// What a tab keeps of a form, and what it never does.
import { beforeEach, expect, test, vi } from 'vitest';
import { draftOf, forgetDraft, keepDraft } from './drafts';

const kept = new Map<string, string>();

beforeEach(() => {
  kept.clear();
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
    removeItem: (key: string) => kept.delete(key),
  });
});

const start = { name: '', postal_code: '', remember: false };

test('What was typed comes back, and is gone once it was sent', () => {
  keepDraft('form', { name: 'Ada', postal_code: '10115', remember: true });
  expect(draftOf('form', start)).toEqual({ name: 'Ada', postal_code: '10115', remember: true });
  expect(draftOf('another', start)).toBeNull();
  forgetDraft('form');
  expect(draftOf('form', start)).toBeNull();
});

test('Passwords, codes and cards are not kept', () => {
  keepDraft('form', { name: 'Ada', password: 'secret', current_password: 'secret', code: '123456', card_number: '4242' });
  expect([...kept.values()].join()).toBe('{"name":"Ada"}');
});

test('What is not of the form, of another kind, or no draft at all is not taken', () => {
  kept.set('cartwright.draft.form', '{"name":1,"other":"x","remember":true}');
  expect(draftOf('form', start)).toEqual({ ...start, remember: true });
  for (const broken of ['{', '"text"', 'null', '{"other":1}']) {
    kept.set('cartwright.draft.form', broken);
    expect(draftOf('form', start)).toBeNull();
  }
});

test('A device that keeps nothing loses nothing else', () => {
  vi.stubGlobal('sessionStorage', undefined);
  expect(() => keepDraft('form', start)).not.toThrow();
  expect(draftOf('form', start)).toBeNull();
  expect(() => forgetDraft('form')).not.toThrow();
});
