// Every code and sentence of the host's that a shopper can meet, as a message. The English of it is for whoever translates: in English the
// host's own sentence is shown.
import { plural, t } from '@lingui/core/macro';
import type { HostWords } from '../hostWords';
import { money } from '../../ui/money';
import { number } from '../../ui/words';

type Members = Record<string, unknown>;

const amount = (members: Members, name: string): string =>
  typeof members[name] === 'number' && typeof members.currency === 'string' ? money(members[name], members.currency) : '';

/** How many are left of the one product that is too few; nothing where there are several, or it is not said. */
function left(members: Members): number | undefined {
  if (typeof members.available === 'number') return members.available;
  const lines = Array.isArray(members.lines) ? (members.lines as { available?: unknown }[]) : [];
  const [only] = lines;
  return lines.length === 1 && typeof only?.available === 'number' ? only.available : undefined;
}

const refusals: Record<string, (members: Members) => string | undefined> = {
  // Everywhere
  network: () => t`We could not reach the shop. Check your connection and try again.`,
  route_not_found: () => t`We could not find that.`,
  internal_error: () => t`The shop had a problem on its side. Please try again.`,
  overloaded: () => t`Very many people are in the shop at the moment. Please try again in a moment.`,
  storage_unavailable: () => t`The shop cannot take this at the moment. Please try again in a moment.`,
  request_timeout: () => t`That took too long. Please try again.`,
  bad_request: () => t`The shop could not read that. Please check what you entered.`,
  validation_failed: () => t`Some entries are missing or not right. Please check the marked fields.`,
  too_many_requests: () => t`That was a little fast. Please wait a moment and try again.`,
  idempotency_in_progress: () => t`Your first try is still being worked on. Please try again in a moment.`,
  idempotency_key_reused: () => t`This was sent before with other entries. Please load the page again.`,
  version_mismatch: () => t`This has changed in the meantime. Please load the page again.`,
  unauthenticated: () => t`Please sign in to go on.`,
  token_missing: () => t`Please sign in to go on.`,
  token_invalid: () => t`Please sign in again.`,
  token_expired: () => t`Please sign in again.`,
  forbidden: () => t`Your account may not do this.`,
  // Account
  credentials_invalid: () => t`The e-mail address or the password is wrong.`,
  email_taken: () => t`There is an account with this e-mail address. Sign in, or use another address.`,
  email_verified: () => t`Your e-mail address is confirmed already.`,
  password_wrong: () => t`The password is not right. Nothing was changed.`,
  code_wrong: () => t`The code is wrong, too old, or was used. Wait for the next one of your authenticator app.`,
  challenge_invalid: () => t`This sign-in took too long or had too many wrong codes. Please sign in again.`,
  refresh_token_invalid: () => t`Please sign in again.`,
  second_factor_setup_required: () => t`The shop asks its staff for a second factor. Sign in again to set it up.`,
  second_factor_on: () => t`Your account has a second factor. Turn it off first.`,
  session_not_found: () => t`This device is signed out already.`,
  link_invalid: () => t`The link does not hold, or not any more. Please ask for another.`,
  too_many_mails: () => t`You have asked for several such mails within the hour. Look for them, or try again later.`,
  too_many_attempts: () => t`Too many tries. Please wait a while and try again.`,
  sign_in_busy: () => t`Too many people sign in at the moment. Try again in a few seconds.`,
  account_erased: () => t`This account was erased. You can make a new one with this address.`,
  account_disabled: () => t`This account is closed. Please write to us.`,
  address_not_found: () => t`This address is not in your address book any more.`,
  addresses_full: () => t`Your address book is full. Delete an address first.`,
  guests_denied: () => t`This shop keeps carts for its customers. Please sign in or make an account first.`,
  current_password_wrong: () => t`The current password is not right. Nothing was changed.`,
  second_factor_not_begun: () => t`Please begin again to set up the second factor.`,
  refresh_token_reused: () => t`Please sign in again.`,
  guest_ended: () => t`Your visit as a guest has ended. Please load the page again.`,
  user_not_found: () => t`This account is not there any more.`,
  role_missing: () => t`Your account may not do this.`,
  authentication_required: () => t`Please sign in to go on.`,
  last_admin: () => t`This is the only administrator of the shop. Make another one first.`,
  orders_unsealed: () => t`The shop is still putting orders of an earlier version in order. Please try again in some minutes.`,
  person_records_unreachable: () => t`Not all of your data can be had at the moment. Please try again in a moment.`,
  passkey_not_found: () => t`This passkey is not in your account any more.`,
  passkeys_full: () => t`Your account has as many passkeys as it can. Remove one first.`,
  passkey_wrong: () => t`What the passkey answered does not hold. Nothing was done; please begin again.`,
  passkey_unknown: () => t`The shop does not know this passkey. Use another, or sign in with your password.`,
  passkey_copied: () => t`There may be two of this passkey, so it opens nothing. Use another, and remove this one.`,
  passkey_challenge_invalid: () => t`This took too long. Please begin again.`,
  passkey_exists: () => t`There is an account with this passkey. Use another, or remove it there first.`,
  passkeys_unavailable: () => t`Passkeys need the shop at an address with https.`,
  second_factor_last: () => t`This is the last second factor of your account. Set another up first.`,
  second_factor_off: () => t`Your account has no second factor. Set one up first.`,
  session_ended: () => t`Your sign-in has ended meanwhile. Please sign in again.`,
  sign_in_needed: () => t`This link is for whoever is signed in to the account. Sign in to it first; the link still holds.`,
  category_not_found: () => t`There is no such category.`,
  // Cart
  product_not_found: () => t`This product is not sold any more.`,
  item_not_found: () => t`This product is not in the cart any more. It may have been removed meanwhile.`,
  out_of_stock: (members) => {
    const units = left(members);
    if (units === undefined) return t`There are not enough pieces of a product left.`;
    return units > 0 ? plural(units, { one: 'Only # piece is left.', other: 'Only # pieces are left.' }) : t`The product is sold out.`;
  },
  saved_full: () => t`Your saved list is full. Remove some of it first.`,
  quantity_limit: () => t`A cart does not hold so many pieces of one product.`,
  cart_full: () => t`Your cart holds as many products as it can. Remove or save some first.`,
  cart_value_limit: () => t`So much cannot be bought at once. Please order in parts.`,
  choose_variant: () => t`A product comes in variants. Please choose one of them in its place.`,
  currency_differs: () => t`A product is sold in another currency than the rest. Please order it apart.`,
  product_unavailable: () => t`A product is not for sale any more. Please remove it from the cart.`,
  share_not_found: () => t`This link does not open a cart. It may have ended or been revoked: ask for a new one.`,
  share_limit: () => t`There are as many links to your cart as there can be. Revoke one first.`,
  share_view_only: () => t`With this link the cart can be looked at, not changed.`,
  sign_in_required: () => t`This cart belongs to a customer's account. Sign in to that account and open the link again.`,
  // Coupons
  coupon_unknown: () => t`There is no coupon with this code, or it has been used. Check the spelling.`,
  coupon_not_found: () => t`There is no coupon with this code, or it has been used. Check the spelling.`,
  coupon_not_started: () => t`This coupon cannot be used yet.`,
  coupon_expired: () => t`This coupon has ended.`,
  coupon_currency_differs: () => t`This coupon is for another currency than that of your cart.`,
  coupon_minimum_not_met: () => t`This coupon needs a higher subtotal.`,
  coupon_quantity_not_met: () => t`This coupon needs more pieces of the products it is for.`,
  coupon_group_only: () => t`This coupon is for a group of customers that you are not in.`,
  coupon_first_order_only: () => t`This coupon is for a customer's first order.`,
  coupon_not_applicable: () => t`This coupon takes nothing off what is in your cart.`,
  coupon_excluded: () => t`This coupon does not go together with another promotion that applies to your cart.`,
  coupon_exhausted: () => t`This coupon has been used as often as it can be.`,
  coupon_already_used: () => t`You have used this coupon already.`,
  coupon_tries_exhausted: () => t`Too many coupons were tried that do not exist. Please try again later.`,
  coupon_unchecked: () => t`The coupon cannot be checked at the moment. Please try again in a moment.`,
  // Checkout
  cart_empty: () => t`Your cart is empty. Put something into it first.`,
  cart_already_ordered: () => t`This cart has been ordered already.`,
  address_incomplete: () => t`Please give name, street and city.`,
  price_changed: (members) => {
    const total = amount({ ...members, total: members.total_price }, 'total');
    return total ? t`The total is now ${total}. Please look it over and press the button again.` : t`The total has changed. Please look it over and press the button again.`;
  },
  policy_changed: () => t`A text that you agree to has changed. Please read it and press the button again.`,
  shipping_method_unavailable: () => t`This way of shipping is not to be had for this address.`,
  shipping_unknown: () => t`This shop does not ship orders in this currency yet.`,
  not_shipped_there: () => t`The shop does not ship there.`,
  pickup_point_not_found: () => t`This pickup point is not there any more. Please choose another.`,
  tax_unknown: () => t`The shop does not sell there yet: it has not said which tax is due.`,
  taxes_unavailable: () => t`The taxes of this order cannot be worked out at the moment. Nothing was ordered; please try again in a minute.`,
  vat_number_invalid: () => t`This is no valid VAT number. Please compare it once more.`,
  vat_register_unavailable: () => t`The VAT number cannot be looked up at the moment. Try again in a minute, or order without it.`,
  order_total_limit: () => t`An order cannot come to so much. Please order in parts.`,
  vendor_sum_limit: () => t`A maker cannot take an order of this size at the moment. Please try again later.`,
  too_many_unpaid_orders: () => t`Several of your orders wait for their payment. Pay or cancel one of them first.`,
  unpaid_share: () => t`Orders that wait for their payment may keep only a part of the stock. Take fewer, or pay at once.`,
  email_required: () => t`Please give an e-mail address, so that we can tell you about the order.`,
  too_many_unpaid_units: () => t`Orders that wait for their payment may not keep so many pieces. Order fewer, or pay at once.`,
  weight_unknown: () => t`The shop cannot work out the shipping for a product in your cart. Please write to us.`,
  // Payment
  no_payment_methods: () => t`This shop does not take payments yet.`,
  payment_method_not_accepted: () => t`The shop does not take this payment method. Please choose another.`,
  card_declined: () => t`The card was declined. Use another payment method.`,
  insufficient_funds: () => t`The card has not enough funds. Use another payment method.`,
  challenge_refused: () => t`The payment was not approved. Use another payment method, or approve it next time.`,
  challenge_expired: () => t`The time to answer is over. Nothing was taken.`,
  capture_failed: () => t`The provider would not take the money that it held. Use another payment method.`,
  payment_expired: () => t`The time to pay is over. Nothing was taken; what arrives now is sent back.`,
  authorization_expired: () => t`The bank has let go of what it held. Nothing was taken; please pay again.`,
  amount_not_accepted: () => t`The provider does not take this amount in this currency. Use another payment method.`,
  unknown_payment_method: () => t`This payment method is not known. Please choose another.`,
  payment_unknown: () => t`The answer of the payment provider is not known yet. Please try again in a moment: you are charged once.`,
  card_number_not_accepted: () => t`Please do not enter a card number here.`,
  payment_not_found: () => t`There is no such payment.`,
  order_already_paid: () => t`This order is paid already.`,
  // Orders
  order_not_found: () => t`There is no such order.`,
  order_busy: () => t`The order is just being changed. Please try again in a moment.`,
  edit_in_progress: () => t`The order is just being changed. Please try again in a moment.`,
  capture_in_progress: () => t`The payment of this order is just being taken. Please try again in a moment.`,
  illegal_transition: () => t`That cannot be done with this order any more.`,
  invalid_quantity: () => t`Please give at least one product, with a whole number above zero.`,
  too_many_returns: () => t`This order has as many returns as it can have. Please write to us.`,
  withdrawal_expired: () => t`The period of withdrawal is over.`,
  withdrawal_not_offered: () => t`There is no right of withdrawal for orders to this country.`,
  withdrawal_excluded: () => t`There is no right of withdrawal for what was ordered.`,
  nothing_to_withdraw: () => t`Nothing of this order is left to withdraw from.`,
  withdraw_from_all: () => t`This order can only be withdrawn from as a whole.`,
  order_under_way: () => t`An order is still on its way.`,
  carrier_away: () => t`The carrier does not answer now. Try again in a minute.`,
  tracking_unknown: () => t`The carrier does not know this parcel yet.`,
  pdf_unavailable: () => t`This paper cannot be printed here. It can be had as XML.`,
  busy: () => t`Many papers are being printed. Please try again in a second.`,
  seller_unknown: () => t`This shop does not write invoices yet.`,
  no_invoice: () => t`There is no invoice for this order. Please ask us for one.`,
  application_accepted: () => t`Your application was accepted. If you do not sell here any more, write to us.`,
  application_under_review: () => t`The application is with us. We write to you when we have looked at it.`,
  staff_cannot_apply: () => t`This account does the shop's own work. Whoever sells has another account.`,
  vendor_already: () => t`This account sells here already.`,
  applicant_closed: () => t`This account is closed. Please write to us.`,
  text_changed: () => t`The text has changed since it was read. Read it again and agree to it as it is now.`,
  policy_not_found: () => t`The shop has no such text.`,
  return_exceeds_delivered: () => t`So many pieces cannot be returned.`,
  withdrawal_exceeds_order: () => t`So many pieces are not left to withdraw from.`,
  return_not_found: () => t`There is no such return.`,
  paper_not_found: () => t`There is no such invoice.`,
  invoice_not_yet: () => t`The invoice is not written yet.`,
  too_many_streams: () => t`Please load the page again in a moment.`,
  search_not_ready: () => t`The search is being made ready. Please try again in a moment.`,
  picture_not_found: () => t`There is no such picture.`,
  // Why an order ended
  customer: () => t`Cancelled by the customer`,
  withdrawal: () => t`Withdrawal`,
};

/** The first that fits says it; the groups of its expression are what it fills in. */
const sentences: [RegExp, (...parts: string[]) => string][] = [
  [/^is required$/, () => t`Please fill this in`],
  [/^is required: addresses in this country have one$/, () => t`Addresses in this country have a postal code`],
  [/^must not be empty$/, () => t`Please fill this in`],
  [/^must have at least (\d+) characters$/, (n) => t`At least ${n} characters`],
  [/^must have at most (\d+) characters$/, (n) => t`At most ${n} characters`],
  [/^must not have control characters$/, () => t`Please use letters, digits and punctuation only`],
  [/^must be an e-mail address$/, () => t`Please give an e-mail address`],
  [/^must be from (-?[\d.]+) to ([\d.]+)$/, (min, max) => t`From ${number(Number(min))} to ${number(Number(max))}`],
  [/^must be the code of a country/, () => t`Please choose a country`],
  [/^must have from (\d+) to (\d+) entries$/, (min, max) => t`From ${min} to ${max} entries`],
  [/^is not your password$/, () => t`This is not your password`],
  [/^is wrong, too old, or was used$/, () => t`Wrong, too old, or used already`],
  [/^is the address of your account already$/, () => t`This is the address of your account already`],
  [/^must not be the e-mail address$/, () => t`Please do not take your e-mail address`],
  [/^must be the order's number/, () => t`Please give the order number, such as 1A2B3C4D`],
  [/^must be a telephone number/, () => t`Please give a telephone number with the code of its country`],
  [/^must not have characters that turn/, () => t`Please use letters, digits and punctuation only`],
  [/^is not a number of /, () => t`This is not a VAT number of that country`],
  [/^has the form of a number of /, () => t`The check digits do not fit: please compare the number once more`],
  [/^must be a part of /, () => t`Please give a state or region of this country`],
  [/^is no pickup point of this shop/, () => t`This pickup point is not there any more. Please choose another.`],
  [/^is out of range$/, () => t`This is too much or too little`],
  [/^must be /, () => t`This is not right`],
  [/^Ready today$/, () => t`Ready today`],
  [/^Ready the next working day$/, () => t`Ready the next working day`],
  [/^Ready in (\d+) working days$/, (days) => t`Ready in ${days} working days`],
  [/^The same working day$/, () => t`The same working day`],
  [/^Next working day$/, () => t`Next working day`],
  [/^(\d+) working days$/, (days) => t`${days} working days`],
  [/^(\d+) to (\d+) working days$/, (from, to) => t`${from} to ${to} working days`],
  [/^Bank transfer$/, () => t`Bank transfer`],
  [/^Card (••.*)$/, (number) => t`Card ${number}`],
  [/^Pays at once$/, () => t`Pays at once`],
  [/^The bank declines it$/, () => t`The bank declines it`],
  [/^Not enough money on it$/, () => t`Not enough money on it`],
  [/^The bank answers late$/, () => t`The bank answers late`],
  [/^Fails once, then works$/, () => t`Fails once, then works`],
  [/^Charges, but the answer gets lost$/, () => t`Charges, but the answer gets lost`],
  [/^Your bank asks you first$/, () => t`Your bank asks you first`],
  [/^Your bank asks you first, then declines it$/, () => t`Your bank asks you first, then declines it`],
  [/^The bank decides a little later$/, () => t`The bank decides a little later`],
  [/^The bank declines it a little later$/, () => t`The bank declines it a little later`],
  [/^The bank tells its decision twice$/, () => t`The bank tells its decision twice`],
  [/^Pays at once; the first refund gets lost$/, () => t`Pays at once; the first refund gets lost`],
  [/^Held, but cannot be charged$/, () => t`Held, but cannot be charged`],
  [/^The order was placed\.$/, () => t`The order was placed.`],
  [/^The payment was taken\.$/, () => t`The payment was taken.`],
  [/^The payment is on its way\.$/, () => t`The payment is on its way.`],
  [/^The payment has to be approved by the customer\.$/, () => t`The payment has to be approved by the customer.`],
  [/^The payment was not made in time\.$/, () => t`The payment was not made in time.`],
  [/^The amount is reserved\. It is taken when the order ships\.$/, () => t`The amount is reserved. It is taken when the order ships.`],
  [/^The amount is reserved until (.*?)(?: and is being reserved anew)?\.$/, (day) => t`The amount is reserved until ${day}.`],
  [/^What is reserved and not needed is let go\.$/, () => t`What is reserved and not needed is let go.`],
  [/^Delivered with the confirmation/, () => t`Delivered with the confirmation: nothing of it is sent.`],
  [/^Stock was given back\. Nothing had been paid\.$/, () => t`The things went back on the shelf. Nothing had been paid.`],
  [/^Stock was given back\. What was reserved/, () => t`The things went back on the shelf. What was reserved was let go; nothing had been taken.`],
  [/^Stock and money were given back\.$/, () => t`The things went back on the shelf, and the money was given back.`],
  [/^Every unit has come back\.$/, () => t`Everything has come back.`],
  [/^Names, addresses and what people wrote were erased/, () => t`Names, addresses and what people wrote were erased from this order.`],
  [/^Nothing of the order is kept: the shipping goes back/, () => t`Nothing of the order is kept: the shipping goes back with the goods.`],
  [/^Withdrawal from the contract\.$/, () => t`Withdrawal from the contract.`],
  [/^Withdrawal from (.+)$/, (what) => t`Withdrawal from ${what}`],
  [/^Often bought together$/, () => t`Often bought together`],
  [/^Because you bought (.+)$/, (what) => t`Because you bought ${what}`],
  [/^Because of what you bought$/, () => t`Because of what you bought`],
  [/^Popular in (.+)$/, (category) => t`Popular in ${category}`],
  [/^Popular right now$/, () => t`Popular right now`],
  [/^You get the account and a reference, and transfer the total/, () => t`You get the account and a reference, and transfer the total. The goods are sent when the money has arrived.`],
  [/^This shop has not said yet who sells/, () => t`This shop does not write invoices yet.`],
  [/^The order is not paid yet\. Its invoice/, () => t`The order is not paid yet. Its invoice is written when the payment was taken.`],
  [/^The amount is only reserved yet/, () => t`The amount is only reserved yet. The invoice is written when the first parcel leaves, with which it is taken.`],
  [/^Nothing was paid for this order/, () => t`Nothing was paid for this order: it has no invoice.`],
  [/^The order was paid before this shop wrote invoices/, () => t`The order was paid before this shop wrote invoices. Please ask us for one.`],
];

/** The codes that have words here. */
export const codes = Object.keys(refusals);

/** Reasons of orders and their entries: a refusal's sentence, or its code with blanks for bars. */
const begins: [string, string][] = [
  ['The card was declined', 'card_declined'],
  ['The card has not enough funds', 'insufficient_funds'],
  ['The payment was not approved', 'challenge_refused'],
  ['The provider would not take the money', 'capture_failed'],
  ['The time to pay is over', 'payment_expired'],
  ['The bank has let go of what it held', 'authorization_expired'],
  ['The provider does not take this amount', 'amount_not_accepted'],
  ['The payment method is not known', 'unknown_payment_method'],
];

function coded(said: string): string | undefined {
  const code = begins.find(([begin]) => said.startsWith(begin))?.[1] ?? said.toLowerCase().replace(/ /g, '_');
  return Object.hasOwn(refusals, code) ? refusals[code]?.({}) : undefined;
}

export const table: HostWords = {
  refusal: (code, members) => (Object.hasOwn(refusals, code) ? refusals[code]?.(members) : undefined),
  sentence: (said) => {
    for (const [like, says] of sentences) {
      const found = like.exec(said);
      if (found) return says(...found.slice(1));
    }
    return coded(said);
  },
};
