// What is taken out of a mail before it is shown.
import { expect, test } from 'vitest';
import { withoutStyles } from './mailDocument';

test('Inline styles go, everything else stays', () => {
  expect(withoutStyles('<p style="color:red" class="a">Sale style="x" <b STYLE=\'y\'>now</b></p>')).toBe('<p class="a">Sale style="x" <b>now</b></p>');
});
