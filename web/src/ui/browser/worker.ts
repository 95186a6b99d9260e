// Starts the service worker (vite/worker.ts) once the page is there, and lets no tab stay with an old release: when a new one has taken over,
// the next step within the shop loads the page from the host.
import type { createBrowserRouter } from 'react-router';
import { onlyGuessing } from '../../routes/prefetch';

type Router = ReturnType<typeof createBrowserRouter>;

/** A tab that stays open asks this often whether there is a new release. */
const ASK_MS = 30 * 60_000;
/** A page that is loaded anew since its script was gone is not loaded again for the same reason within this time. */
const AGAIN_MS = 60_000;

export function startWorker(router: Router): void {
  afreshWhenScriptsAreGone(router);
  if (!import.meta.env.PROD || !('serviceWorker' in navigator)) return;
  const { serviceWorker } = navigator;
  let released = false;
  let before = serviceWorker.controller;
  serviceWorker.addEventListener('controllerchange', () => {
    // The first worker of a visit takes over a page that is as new as it is.
    released ||= before !== null;
    before = serviceWorker.controller;
    // The pages that were kept name files of the release before.
    if (released) void caches.delete('pages').catch(() => undefined);
  });
  router.subscribe(({ navigation, location }) => {
    const next = navigation.location;
    // A step with a word for the next page, or within the same one, keeps what is typed; a later one will do.
    if (released && navigation.state === 'loading' && next && !next.state && next.pathname !== location.pathname) {
      window.location.assign(next.pathname + next.search + next.hash);
    }
  });
  const start = () => {
    serviceWorker.register('/sw.js', { updateViaCache: 'none' }).then(
      (registration) => {
        const ask = () => void registration.update().catch(() => undefined);
        setInterval(ask, ASK_MS);
        document.addEventListener('visibilitychange', () => {
          if (document.visibilityState === 'visible') ask();
        });
      },
      // Private windows and odd browsers refuse it; the shop works without.
      () => undefined,
    );
  };
  if (document.readyState === 'complete') setTimeout(start, 0);
  else window.addEventListener('load', start, { once: true });
}

/** A page whose script is of a release that is no more. */
function afreshWhenScriptsAreGone(router: Router): void {
  window.addEventListener('vite:preloadError', (event) => {
    // Nobody has gone anywhere yet: what is typed on this page stays.
    if (onlyGuessing() && router.state.navigation.state === 'idle') return;
    try {
      const last = Number(sessionStorage.getItem('cartwright_afresh'));
      if (!navigator.onLine || Date.now() - last < AGAIN_MS) return;
      sessionStorage.setItem('cartwright_afresh', String(Date.now()));
    } catch {
      return;
    }
    event.preventDefault();
    window.location.reload();
  });
}
