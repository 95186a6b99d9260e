// What the host wrote into the page so that the page need not ask for it: answers of the open API by their addresses. Nobody's own: it is
// what everybody is told. Each is taken once and soon, since it is as old as the page; whoever has signed in or out asks anew.
import { onSessionChange } from '../../api/core/session';

/** A page that has been open for longer asks: prices and stock may have changed. */
const GOOD_MS = 60_000;

export interface FirstData {
  take: (path: string) => unknown;
  forget: () => void;
}

/** `text` as it stands in the page; null where another server gave the page. `now`: milliseconds since the page began. */
export function firstDataOf(text: string | null | undefined, now: () => number): FirstData {
  let known = read(text);
  return {
    take(path) {
      if (now() > GOOD_MS) known = new Map();
      const answer = known.get(path);
      known.delete(path);
      return answer;
    },
    forget() {
      known = new Map();
    },
  };
}

function read(text: string | null | undefined): Map<string, unknown> {
  try {
    const answers: unknown = text ? JSON.parse(text) : null;
    return new Map(typeof answers === 'object' && answers !== null ? Object.entries(answers) : []);
  } catch {
    // Asked for like everything else.
    return new Map();
  }
}

const written = firstDataOf(typeof document === 'undefined' ? null : document.getElementById('data')?.textContent, () => performance.now());
onSessionChange(written.forget);

/**
 * The answer to GET `path`, spelled with its query as the API's client asks it, where the host has written it into the page; once. For
 * `initialData: () => firstData(…)` of a query.
 */
export function firstData<T>(path: string): T | undefined {
  return written.take(path) as T | undefined;
}
