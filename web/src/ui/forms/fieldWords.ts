// What the members of a body are called on the pages; another's name is written out.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';

const known: Record<string, MessageDescriptor> = {
  name: msg`Name`,
  line1: msg({ message: 'Address', context: 'street and number' }),
  line2: msg`Apartment, floor`,
  city: msg`City`,
  region: msg`State or region`,
  postal_code: msg`Postal code`,
  country: msg`Country`,
  email: msg`E-mail`,
  password: msg`Password`,
  current_password: msg`Current password`,
  code: msg`Code`,
  quantity: msg`Quantity`,
  vat_number: msg`VAT number`,
  order_id: msg`Order number`,
  tracking_number: msg`Parcel number`,
  carrier: msg`Carrier`,
  reason: msg`Reason`,
};

/** `member` as the host writes it: "shipping_address.postal_code". */
export function fieldWords(member: string): string {
  const last = member.replace(/^.*\./, '');
  const says = Object.hasOwn(known, last) ? known[last] : undefined;
  return says ? t(says) : last.replace(/_/g, ' ');
}
