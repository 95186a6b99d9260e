// What a person leaves on a device when they say that they go: whoever uses it next is shown none of it.
import { keepDevice } from './device';
import { forgetDrafts } from './forms/drafts';
import { queries } from './queries';

/** After signing out or deleting an account. A session that ends by itself keeps what was typed: its owner comes back. */
export function leaveNothing(): void {
  forgetDrafts();
  for (const key of ['recent', 'searches', 'buyer']) keepDevice(key, null);
  queries.removeQueries({ type: 'inactive' });
}
