// Which field hears of what the host refused.
import { expect, test } from 'vitest';
import { Problem } from '../../api/core/problem';
import { atFields } from './faults';

const refused = (errors: Record<string, string[]>, code = 'validation_failed') => new Problem(422, code, 'Refused.', errors);

test('A complaint stands at its field, however the host writes the path', () => {
  for (const member of ['city', 'shipping_address.city', '/city']) expect(atFields(refused({ [member]: ['is missing'] }), ['name', 'city'])).toEqual({ fields: { city: 'is missing' }, rest: null });
});

test('The whole path is a field before its last part is', () => {
  expect(atFields(refused({ 'trader.name': ['a'], name: ['b'] }), ['name', 'trader.name']).fields).toEqual({ 'trader.name': 'a', name: 'b' });
});

test('What no field can tell is left over and nothing is told twice', () => {
  const { fields, rest } = atFields(refused({ email: ['is wrong'], items: ['are missing'] }), ['email']);
  expect(fields).toEqual({ email: 'is wrong' });
  expect(rest?.errors).toEqual({ items: ['are missing'] });
  const whole = refused({}, 'credentials_invalid');
  expect(atFields(whole, ['email'])).toEqual({ fields: {}, rest: whole });
  expect(atFields(null, ['email'])).toEqual({ fields: {}, rest: null });
});

test('An address that is taken is said at the address', () => {
  expect(atFields(new Problem(409, 'email_taken', 'There is one.'), ['email']).fields.email).toBeTruthy();
  expect(atFields(new Problem(409, 'email_taken', 'There is one.'), ['name']).rest?.code).toBe('email_taken');
});
