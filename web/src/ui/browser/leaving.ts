// What a person leaves on a device when they say that they go: whoever uses it next is shown none of it.
import { keepDevice } from './device';
import { forgetDrafts } from '../forms/drafts';
import { queries } from './queries';

/** After signing out or deleting an account. A session that ends by itself keeps what was typed: its owner comes back. */
export function leaveNothing(): void {
  forgetDrafts();
  for (const key of ['recent', 'searches', 'buyer']) keepDevice(key, null);
  forgetAsked();
  queries.removeQueries({ type: 'inactive' });
}

// Whom the desk's search had found.
function forgetAsked(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('cartwright.desk.recent.')) localStorage.removeItem(key);
  } catch {
    // Nothing was kept then.
  }
}
