// What a way of delivery is called: those that every shop has by the page, those of the shop's own as the shop writes them.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { words } from '../../ui/words';

/** With how the host's own English label begins, which a shop may have replaced by its own words. */
const usual: Record<string, { begins: string; says: MessageDescriptor }> = {
  standard: { begins: 'standard', says: msg`Standard` },
  express: { begins: 'express', says: msg`Express` },
  pickup: { begins: 'pick', says: msg`Pick up` },
};

/** `label` is the shop's; none where nothing is quoted yet. */
export function methodWords(method: string, label: string | null | undefined): string {
  const known = usual[method];
  if (known && (!label || label.toLowerCase().startsWith(known.begins))) return t(known.says);
  return label || words(method);
}
