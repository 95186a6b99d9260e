// What a link to a cart may do and for how long, in words.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import type { SharePermission } from '../../api/types';

const DAY_SECONDS = 86_400;

export const lifetimes = [
  { days: 1, seconds: DAY_SECONDS },
  { days: 7, seconds: 7 * DAY_SECONDS },
  { days: 30, seconds: 30 * DAY_SECONDS },
];

export const USUAL_LIFETIME = 7 * DAY_SECONDS;

export const rights: { permission: SharePermission; title: MessageDescriptor; note: MessageDescriptor; word: MessageDescriptor }[] = [
  { permission: 'view', title: msg`View`, note: msg`They see the cart and can copy it into their own.`, word: msg`Can view` },
  { permission: 'edit', title: msg`View and edit`, note: msg`They can also change quantities, and put things in and take them out.`, word: msg`Can edit` },
];

export function rightWord(permission: SharePermission): string {
  const right = rights.find((right) => right.permission === permission);
  return right ? t(right.word) : permission;
}

/** What came of copying lines one by one: how many went over, and what did not, with the reason. */
export interface Copied {
  done: number;
  missed: { name: string; why: string }[];
}

export function copiedWords({ done, missed }: Copied): string {
  const all = done + missed.length;
  if (missed.length === 0) return all === 1 ? t`It is in your cart.` : t`All ${all} products are in your cart.`;
  if (done === 0) return all === 1 ? t`It could not be added.` : t`Nothing could be added.`;
  return t`${done} of ${all} products are in your cart.`;
}
