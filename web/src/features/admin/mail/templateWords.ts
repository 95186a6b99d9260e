// What the pages of mail templates say of them, and what an editor does with a text.
import type { Problem } from '../../../api/core/problem';
import type { MailTemplate, MailWords } from '../../../api/types';
import { words } from '../../../ui/words';

export interface Flaw {
  part: string;
  line: number;
  column: number;
  detail: string;
}

const titles: Record<string, string> = {
  confirmed: 'Order confirmed',
  payment_failed: 'Payment failed',
  cancelled: 'Order cancelled',
  hold_ends: 'Reservation of money ends soon',
  order_link: 'Link of an order, asked for again',
  processing: 'Order is being prepared',
  partially_shipped: 'A parcel has left',
  shipped: 'Order shipped',
  delivered: 'Order delivered',
  returned: 'Return received',
  withdrawal: 'Receipt of a withdrawal',
  password_reset: 'Set a new password',
  password_changed: 'Password was changed',
  account_erased: 'Account was deleted',
  payout_account_changed: 'Payout account was changed',
  email_verify: 'Confirm the address',
  email_change: 'Confirm the new address',
  email_change_asked: 'Address is about to change',
  account_exists: 'There is an account already',
  second_factor_on: 'Second factor was set up',
  second_factor_off: 'Second factor was turned off',
  staff_invitation: 'Invitation to the staff',
  passkey_added: 'Passkey was added',
  passkey_removed: 'Passkey was removed',
  passkey_copied: 'Passkey was turned away',
  seller_sent: 'Application to sell has come',
  seller_asked: 'Question about an application to sell',
  seller_accepted: 'Application to sell accepted',
  seller_refused: 'Application to sell refused',
  low_stock: 'A product runs low (to staff)',
  welcome: 'Welcome',
  cart_reminder: 'Reminder of a cart',
};

/** A mail that a newer shop has made is called by its name. */
export const titleOf = (name: string) => titles[name] ?? words(name);

export const languageName = (language: string) => ({ en: 'English', de: 'German' })[language] ?? language;

/** What the host found wrong, by line and column; none for a refusal of another kind. */
export function flawsOf(problem: Problem | null): Flaw[] {
  const flaws = problem?.code === 'template_invalid' ? problem.members.flaws : null;
  return Array.isArray(flaws) ? (flaws as Flaw[]) : [];
}

export const whereOf = (flaw: Flaw) => (flaw.line > 0 ? `${words(flaw.part)}, line ${flaw.line}, column ${flaw.column}` : words(flaw.part));

/** Where the place of a flaw is in the text, counted from 0. */
export function placeOf(text: string, line: number, column: number): number {
  const lines = text.split('\n');
  const before = lines.slice(0, Math.max(0, line - 1)).reduce((sum, each) => sum + each.length + 1, 0);
  return Math.min(text.length, before + Math.max(0, column - 1));
}

/** How a variable is written where it is put in. */
export function written(variable: { name: string; kind: string }): string {
  if (variable.kind === 'list') return `{% for line in ${variable.name} %}\n- {{ line.quantity }} x {{ line.name }}\n{% endfor %}`;
  if (variable.kind === 'flag') return `{% if ${variable.name} %}…{% endif %}`;
  if (variable.kind === 'link') return `[Open]({{ ${variable.name} }})`;
  return `{{ ${variable.name} }}`;
}

/** The text with something put in, and where the caret goes. */
export function putIn(text: string, from: number, to: number, what: string): { text: string; caret: number } {
  return { text: text.slice(0, from) + what + text.slice(to), caret: from + what.length };
}

export const isSame = (template: MailTemplate, edited: MailWords) =>
  template.subject === edited.subject.trim() && template.body.trim() === edited.body.replace(/\r\n?/g, '\n').trim();
