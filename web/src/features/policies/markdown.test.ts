import { expect, test } from 'vitest';
import { blocks, inlines } from './markdown';

test('headings, paragraphs and lists come as they stand', () => {
  expect(blocks('# Terms\n\nOne\ntwo\n\n- a\n- b\n  goes on\n\n1. x\n2. y\n\n## Next')).toEqual([
    { kind: 'heading', level: 1, inlines: ['Terms'] },
    { kind: 'paragraph', inlines: ['One two'] },
    { kind: 'list', ordered: false, items: [['a'], ['b goes on']] },
    { kind: 'list', ordered: true, items: [['x'], ['y']] },
    { kind: 'heading', level: 2, inlines: ['Next'] },
  ]);
});

test('strong, emphasis and links', () => {
  expect(inlines('a **b** *c* _d_ [e](/policies/terms) [f](https://example.org)')).toEqual([
    'a ',
    { kind: 'strong', text: 'b' },
    ' ',
    { kind: 'emphasis', text: 'c' },
    ' ',
    { kind: 'emphasis', text: 'd' },
    ' ',
    { kind: 'link', text: 'e', to: '/policies/terms' },
    ' ',
    { kind: 'link', text: 'f', to: 'https://example.org' },
  ]);
});

test('what could run, or lead away unseen, stays text', () => {
  for (const attack of ['[x](javascript:alert(1))', '[x](//evil.example)', '[x](data:text/html,1)', '<script>alert(1)</script>']) {
    expect(inlines(attack).every((one) => typeof one === 'string')).toBe(true);
  }
});
