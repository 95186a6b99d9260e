// The rows of a list, page by page with an opaque cursor; a list that is come back to stands there at once and is read again behind it.
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { asProblem, type Problem } from '../../api/problem';
import type { Page } from '../../api/types';

export interface Rows<T, P extends Page<T> = Page<T>> {
  /** The first page, with what it says of the whole list. */
  first: P | null;
  items: T[];
  /** Nothing of this list has come yet. */
  loading: boolean;
  /** What is shown is of the list before, and this one's is on its way. */
  stale: boolean;
  problem: Problem | null;
  more: (() => void) | null;
  loadingMore: boolean;
  moreProblem: Problem | null;
  reload: () => void;
}

/** `key` begins with the name of the area, so that whoever changes something there can have all its lists read again. */
export function useRows<T, P extends Page<T> = Page<T>>(key: readonly unknown[], load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>): Rows<T, P> {
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: P) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });
  const pages = found.data?.pages;
  const items = useMemo(() => pages?.flatMap((page) => page.items) ?? [], [pages]);
  const problem = found.error ? asProblem(found.error) : null;
  return {
    first: pages?.[0] ?? null,
    items,
    loading: found.isPending,
    stale: found.isPlaceholderData,
    problem: found.isFetchNextPageError ? null : problem,
    more: found.hasNextPage ? () => void found.fetchNextPage() : null,
    loadingMore: found.isFetchingNextPage,
    moreProblem: found.isFetchNextPageError ? problem : null,
    reload: () => void found.refetch(),
  };
}
