// The rows of a list, page by page with an opaque cursor; a list that is come back to stands there at once and is read again behind it.
import { useInfiniteQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
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

/** Of two keys that differ only in what the list is asked, which is an object at the end. */
const sameList = (one: readonly unknown[], other: readonly unknown[]) =>
  typeof one.at(-1) === 'object' && one.length === other.length && one.slice(0, -1).every((part, i) => part === other[i]);

/**
 * `key` begins with the name of the area, so that whoever changes something there can have all its lists read again. Where it ends with an
 * object, that is how the list is narrowed: what was shown stays, as stale, until the other rows are there.
 */
export function useRows<T, P extends Page<T> = Page<T>>(key: readonly unknown[], load: (cursor: string | undefined, signal: AbortSignal) => Promise<P>): Rows<T, P> {
  const found = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => load(pageParam, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: P) => last.next_cursor ?? undefined,
    placeholderData: (before, query) => (query && sameList(key, query.queryKey) ? before : undefined),
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
