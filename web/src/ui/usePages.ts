// A list that grows page by page with an opaque cursor.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, type Problem } from '../api/problem';
import type { Page } from '../api/types';
import { useLoad } from './useLoad';

export interface Pages<T, P extends Page<T>> {
  first: P | null;
  items: T[];
  loading: boolean;
  problem: Problem | null;
  more: (() => void) | null;
  loadingMore: boolean;
  moreProblem: Problem | null;
  reload: () => void;
}

export function usePages<T, P extends Page<T> = Page<T>>(
  load: (cursor: string | undefined, signal?: AbortSignal) => Promise<P>,
  key: string,
): Pages<T, P> {
  const first = useLoad((signal) => load(undefined, signal), key);
  const [rest, setRest] = useState<{ items: T[]; cursor: string | null; of: P } | null>(null);
  const [busy, setBusy] = useState(false);
  const [moreProblem, setMoreProblem] = useState<Problem | null>(null);
  const latest = useRef({ load, first: first.data });
  latest.current = { load, first: first.data };

  useEffect(() => {
    setRest(null);
    setMoreProblem(null);
  }, [first.data]);

  // Pages that were read after another first page do not belong to this list.
  const mine = rest !== null && rest.of === first.data ? rest : null;
  const cursor = mine ? mine.cursor : (first.data?.next_cursor ?? null);

  const more = useCallback(() => {
    const of = latest.current.first;
    if (of === null || cursor === null) return;
    setBusy(true);
    setMoreProblem(null);
    latest.current
      .load(cursor)
      .then((page) => {
        if (latest.current.first !== of) return;
        setRest((was) => ({ items: [...(was?.of === of ? was.items : []), ...page.items], cursor: page.next_cursor, of }));
      })
      .catch((error: unknown) => setMoreProblem(asProblem(error)))
      .finally(() => setBusy(false));
  }, [cursor]);

  return {
    first: first.data,
    items: first.data ? [...first.data.items, ...(mine?.items ?? [])] : [],
    loading: first.loading,
    problem: first.problem,
    more: cursor === null ? null : more,
    loadingMore: busy,
    moreProblem,
    reload: first.reload,
  };
}
