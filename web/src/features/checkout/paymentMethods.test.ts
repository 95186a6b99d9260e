// Which token a checkout pays with, and whose it is.
import { describe, expect, it } from 'vitest';
import type { PaymentMethod } from '../../api/payments';
import { choiceOf, methodOf } from './usePaymentMethods';

const word = (token: string) => ({ token, title: token, note: '', waits: false });
const cards: PaymentMethod = { method: 'card', provider: 'simulator', test: true, tokens: [word('tok_visa'), word('tok_declined')], form: null };
const transfer: PaymentMethod = { method: 'bank_transfer', provider: 'bank_transfer', test: false, tokens: [word('bank_transfer')], form: null };

describe('the token to pay with', () => {
  it('is the first that the shop offers until another is chosen', () => {
    expect(choiceOf([cards, transfer], null)).toBe('tok_visa');
    expect(choiceOf([transfer], null)).toBe('bank_transfer');
    expect(choiceOf([cards, transfer], 'tok_declined')).toBe('tok_declined');
  });

  it('is never one that the shop does not take', () => {
    expect(choiceOf([transfer], 'tok_visa')).toBe('bank_transfer');
    expect(choiceOf([], 'tok_visa')).toBeNull();
  });

  it('is a form where the provider has one', () => {
    const stripe: PaymentMethod = { method: 'card', provider: 'stripe', test: true, tokens: [], form: { kind: 'stripe', script: 'https://js.stripe.com/v3/', public_key: 'pk_test_1', token_prefixes: ['pm_'] } };
    expect(choiceOf([stripe, transfer], null)).toBe('form:stripe');
    expect(choiceOf([stripe, transfer], 'bank_transfer')).toBe('bank_transfer');
    expect(methodOf([stripe, transfer], 'form:stripe')).toBe(stripe);
  });

  it('names its method', () => {
    expect(methodOf([cards, transfer], 'bank_transfer')).toBe(transfer);
    expect(methodOf([cards, transfer], null)).toBeUndefined();
  });
});
