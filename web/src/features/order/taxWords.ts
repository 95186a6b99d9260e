// Why a line or an order pays the tax that it pays, in words.
const withoutTax: Record<string, string> = {
  reverse_charge: 'No tax: reverse charge, the buyer owes it',
  export: 'No tax: export',
  exempt: 'No tax: exempt',
  zero_rated: '0 % tax',
};

/** The tax of a rate: "19 % tax", with the reason where another than the rate of the place is due; why there is none where there is none. */
export function taxWords(rate: number, reason: string | null | undefined): string {
  const none = withoutTax[reason ?? ''];
  if (rate === 0) return none ?? '0 % tax';
  return reason === 'one_stop_shop' ? `${rate} % tax of the country it goes to` : `${rate} % tax`;
}
