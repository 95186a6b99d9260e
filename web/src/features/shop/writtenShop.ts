// What the host wrote into the page; null where another server gave it, as when pages are developed. Asks nobody and needs nothing, so that
// colours and language stand before the rest of the program is there.
import type { Shop } from '../../api/types';

export function writtenShop(): Shop | null {
  const text = typeof document === 'undefined' ? null : document.getElementById('shop')?.textContent;
  try {
    return text ? (JSON.parse(text) as Shop) : null;
  } catch {
    return null;
  }
}
