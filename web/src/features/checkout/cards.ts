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
];
