// The policies that most shops have, by name; another's name is written out.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { words } from '../../ui/words';

const known: Record<string, MessageDescriptor> = {
  terms: msg`Terms`,
  withdrawal: msg`Withdrawal`,
  privacy: msg`Privacy`,
  imprint: msg`Imprint`,
  shipping: msg`Shipping`,
};

export function policyWords(name: string): string {
  const says = known[name];
  return says ? t(says) : words(name);
}
