// What pages have read from the shop. A page that is come back to shows at once what it showed, and asks again behind it.
import { QueryClient } from '@tanstack/react-query';
import { onSessionChange, session } from '../../api/core/session';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Shown at once and asked for again: a price or a stock that has changed stands there a moment later.
      staleTime: 0,
      gcTime: 10 * 60_000,
      // The client of the API repeats what may be repeated (api/client.ts); a refusal stays a refusal.
      retry: false,
      refetchOnWindowFocus: false,
      // Without a network the browser's own cache and the service worker still have what was seen; what they have not is told as such.
      networkMode: 'offlineFirst',
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});

// Another person sees nothing that was read for the last one, also where a session has ended in between. The first guest, who was nobody,
// keeps the lists to go back to.
let last = session()?.user.user_id;
onSessionChange(() => {
  const now = session()?.user.user_id;
  if (now !== undefined && last !== undefined && now !== last) queries.removeQueries({ type: 'inactive' });
  last = now ?? last;
});
