// Which token a checkout pays with, and whose it is.
import { describe, expect, it } from 'vitest';
import type { PaymentMethod } from '../../api/payments';
import { methodOf, tokenOf } from './usePaymentMethods';

const word = (token: string) => ({ token, title: token, note: '', waits: false });
const cards: PaymentMethod = { method: 'card', provider: 'simulator', test: true, tokens: [word('tok_visa'), word('tok_declined')] };
const transfer: PaymentMethod = { method: 'bank_transfer', provider: 'bank_transfer', test: false, tokens: [word('bank_transfer')] };

describe('the token to pay with', () => {
  it('is the first that the shop offers until another is chosen', () => {
    expect(tokenOf([cards, transfer], null)).toBe('tok_visa');
    expect(tokenOf([transfer], null)).toBe('bank_transfer');
    expect(tokenOf([cards, transfer], 'tok_declined')).toBe('tok_declined');
  });

  it('is never one that the shop does not take', () => {
    expect(tokenOf([transfer], 'tok_visa')).toBe('bank_transfer');
    expect(tokenOf([], 'tok_visa')).toBeNull();
  });

  it('names its method', () => {
    expect(methodOf([cards, transfer], 'bank_transfer')).toBe(transfer);
    expect(methodOf([cards, transfer], null)).toBeUndefined();
  });
});
