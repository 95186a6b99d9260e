// What an editor of mail templates does with a text.
import { expect, test } from 'vitest';
import { Problem } from '../../../api/core/problem';
import { flawsOf, isSame, placeOf, putIn, titleOf, whereOf, written } from './templateWords';

test('A flaw is found again by its line and column', () => {
  const text = 'a\nbc\n\n{{ x';
  expect(text.slice(placeOf(text, 4, 1))).toBe('{{ x');
  expect(placeOf(text, 2, 2)).toBe(3);
  expect(placeOf(text, 99, 99)).toBe(text.length);
  expect(placeOf(text, 0, 0)).toBe(0);
});

test('Only the refusal of a template has flaws', () => {
  const flaw = { part: 'body', line: 2, column: 3, detail: 'x' };
  expect(flawsOf(new Problem(400, 'template_invalid', 'x', {}, { flaws: [flaw] }))).toEqual([flaw]);
  expect(flawsOf(new Problem(412, 'version_mismatch', 'x', {}, { flaws: [flaw] }))).toEqual([]);
  expect(flawsOf(null)).toEqual([]);
  expect(whereOf(flaw)).toBe('Body, line 2, column 3');
  expect(whereOf({ ...flaw, line: 0 })).toBe('Body');
});

test('A variable is put in where the caret is, as it is written there', () => {
  expect(written({ name: 'order.number', kind: 'text' })).toBe('{{ order.number }}');
  expect(written({ name: 'account.link', kind: 'link' })).toBe('[Open]({{ account.link }})');
  expect(written({ name: 'order.lines', kind: 'list' })).toContain('{% for line in order.lines %}');
  expect(putIn('ab', 1, 1, 'X')).toEqual({ text: 'aXb', caret: 2 });
  expect(putIn('abc', 1, 2, 'X')).toEqual({ text: 'aXc', caret: 2 });
});

test('Line ends and blanks at the ends are no change', () => {
  const template = { subject: 'S', body: 'a\nb\n' } as Parameters<typeof isSame>[0];
  expect(isSame(template, { subject: ' S ', body: 'a\r\nb' })).toBe(true);
  expect(isSame(template, { subject: 'S', body: 'a b' })).toBe(false);
  expect(titleOf('order_news')).toBe('Order news');
});
