// Which orders stand before and behind one in the list that it was opened from.
export interface Neighbours {
  previous: string | null;
  next: string | null;
}

/** Looks through lists as the pages keep them, each whole or in pages; null where the order is in none. */
export function neighboursIn(lists: unknown[], orderId: string): Neighbours | null {
  for (const list of lists) {
    const ids = idsOf(list);
    const at = ids.indexOf(orderId);
    if (at >= 0) return { previous: ids[at - 1] ?? null, next: ids[at + 1] ?? null };
  }
  return null;
}

function idsOf(list: unknown): string[] {
  if (!list || typeof list !== 'object') return [];
  if ('pages' in list && Array.isArray(list.pages)) return list.pages.flatMap(idsOf);
  if (!('items' in list) || !Array.isArray(list.items)) return [];
  return list.items.flatMap((item: unknown) => {
    const id = item && typeof item === 'object' && 'order_id' in item ? item.order_id : null;
    // A list of returns or mails names orders too, and is none of orders.
    return typeof id === 'string' && item && typeof item === 'object' && 'legal_next' in item && 'items' in item && !('return_id' in item) ? [id] : [];
  });
}
