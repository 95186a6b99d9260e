// The script of a page begins to come when somebody points at a link to it, touches it or reaches it by keyboard: by the time of the click it
// is mostly there.
import { matchRoutes, type RouteObject } from 'react-router';

let guesses = 0;

/** Whether scripts are on their way that nobody has asked for. */
export const onlyGuessing = (): boolean => guesses > 0;

/** Loads the scripts of the pages at an address; what is there already costs nothing. */
export function prefetch(routes: RouteObject[], path: string): void {
  for (const { route } of matchRoutes(routes, path) ?? []) {
    // What cannot be had now is asked for again by the click, which says so if it fails then too.
    if (typeof route.lazy === 'function') {
      guesses++;
      void route
        .lazy()
        .catch(() => undefined)
        .finally(() => guesses--);
    }
  }
}

/** Follows pointer, finger and focus over the whole document. Whoever saves data waits for the click. */
export function prefetchOnIntent(routes: RouteObject[]): void {
  if ((navigator as { connection?: { saveData?: boolean } }).connection?.saveData) return;
  const asked = new Set<string>();
  const heard = ({ target }: Event) => {
    const link = target instanceof Element ? target.closest('a') : null;
    if (!link || link.origin !== window.location.origin || link.pathname.startsWith('/api/') || asked.has(link.pathname)) return;
    asked.add(link.pathname);
    prefetch(routes, link.pathname);
  };
  for (const event of ['pointerover', 'touchstart', 'focusin']) document.addEventListener(event, heard, { passive: true });
}
