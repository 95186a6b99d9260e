// What a way of delivery is called: those that every shop has by the page, those of the shop's own as the shop writes them.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { words } from '../../ui/words';

const usual: Record<string, MessageDescriptor> = {
  standard: msg`Standard`,
  express: msg`Express`,
  pickup: msg`Pick up`,
};

/** `label` is the shop's, which may have put words of its own in place of the host's; none where nothing is quoted yet. */
export function methodWords(method: string, label: string | null | undefined): string {
  const known = usual[method];
  if (known && (!label || label.replace(' ', '').toLowerCase() === method)) return t(known);
  return label || words(method);
}
