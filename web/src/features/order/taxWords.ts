// Why a line or an order pays the tax that it pays, in words.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { number } from '../../ui/words';
const withoutTax: Record<string, MessageDescriptor> = {
  reverse_charge: msg`No tax: reverse charge, the buyer owes it`,
  export: msg`No tax: export`,
  exempt: msg`No tax: exempt`,
  zero_rated: msg`0 % tax`,
};

/** The tax of a rate: "19 % tax", with the reason where another than the rate of the place is due; why there is none where there is none. */
export function taxWords(rate: number, reason: string | null | undefined): string {
  const none = withoutTax[reason ?? ''];
  if (rate === 0) return none ? t(none) : t`0 % tax`;
  const share = number(rate);
  return reason === 'one_stop_shop' ? t`${share} % tax of the country it goes to` : t`${share} % tax`;
}
