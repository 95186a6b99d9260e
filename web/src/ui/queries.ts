// What pages have read from the shop. A page that is come back to shows at once what it showed, and asks again behind it.
import { QueryClient } from '@tanstack/react-query';

export const queries = new QueryClient({
  defaultOptions: {
    queries: {
      // Shown at once and asked for again: a price or a stock that has changed stands there a moment later.
      staleTime: 0,
      gcTime: 10 * 60_000,
      // The client of the API repeats what may be repeated (api/client.ts); a refusal stays a refusal.
      retry: false,
      refetchOnWindowFocus: false,
      throwOnError: false,
    },
    mutations: { retry: false },
  },
});
