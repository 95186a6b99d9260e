// What a way of delivery is called: those that every shop has by the page, those of the shop's own as the shop writes them.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { words } from '../../ui/words';

/** By the host's own English label, which a shop may have replaced by its own words. */
const usual: Record<string, { label: string; says: MessageDescriptor }> = {
  standard: { label: 'Standard', says: msg`Standard` },
  express: { label: 'Express', says: msg`Express` },
  pickup: { label: 'Pick up', says: msg`Pick up` },
};

/** `label` is the shop's; none where nothing is quoted yet. */
export function methodWords(method: string, label: string | null | undefined): string {
  const known = usual[method];
  if (known && (!label || label.toLowerCase().startsWith(known.label.toLowerCase()))) return t(known.says);
  return label || words(method);
}
