// The cards of the simulated payment provider, in words a shopper understands.

export interface DemoCard {
  token: string;
  title: string;
  note: string;
}

export const demoCards: DemoCard[] = [
  { token: 'tok_visa', title: 'Visa •••• 4242', note: 'Pays at once' },
  { token: 'tok_declined', title: 'Card •••• 0002', note: 'The bank declines it' },
  { token: 'tok_insufficient_funds', title: 'Card •••• 9995', note: 'Not enough money on it' },
  { token: 'tok_timeout', title: 'Card •••• 0044', note: 'The bank answers late' },
  { token: 'tok_flaky', title: 'Card •••• 0119', note: 'Fails once, then works' },
  { token: 'tok_lost_reply', title: 'Card •••• 0341', note: 'Charges, but the answer gets lost' },
  { token: 'tok_challenge', title: 'Card •••• 3220', note: 'Your bank asks you first' },
  { token: 'tok_late', title: 'Card •••• 0077', note: 'The bank decides a little later' },
  { token: 'tok_capture_fails', title: 'Card •••• 0259', note: 'Held, but cannot be charged' },
];

/** The other way to pay: nothing is charged, the shopper transfers. */
export const bankTransfer = 'bank_transfer';
