// What a link to a cart may do and for how long, in words.
import type { SharePermission } from '../../api/types';

const DAY_SECONDS = 86_400;

export const lifetimes = [
  { label: '1 day', seconds: DAY_SECONDS },
  { label: '7 days', seconds: 7 * DAY_SECONDS },
  { label: '30 days', seconds: 30 * DAY_SECONDS },
];

export const USUAL_LIFETIME = 7 * DAY_SECONDS;

export const rights: { permission: SharePermission; title: string; note: string; word: string }[] = [
  { permission: 'view', title: 'View', note: 'They see the cart and can copy it into their own.', word: 'Can view' },
  { permission: 'edit', title: 'View and edit', note: 'They can also change quantities, and put things in and take them out.', word: 'Can edit' },
];

export function rightWord(permission: SharePermission): string {
  return rights.find((right) => right.permission === permission)?.word ?? permission;
}

/** What came of copying lines one by one: how many went over, and what did not, with the reason. */
export interface Copied {
  done: number;
  missed: { name: string; why: string }[];
}

export function copiedWords({ done, missed }: Copied): string {
  const all = done + missed.length;
  if (missed.length === 0) return all === 1 ? 'It is in your cart.' : `All ${all} products are in your cart.`;
  if (done === 0) return all === 1 ? 'It could not be added.' : 'Nothing could be added.';
  return `${done} of ${all} products are in your cart.`;
}
