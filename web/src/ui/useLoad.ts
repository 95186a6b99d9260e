// Loads something for a page: what came, what went wrong, and a way to try again.
// A reply that a newer request has overtaken is dropped, so a slow answer cannot replace a newer one.
import { useCallback, useEffect, useRef, useState } from 'react';
import { asProblem, isAbort, type Problem } from '../api/problem';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  replace: (data: T) => void;
}

export function useLoad<T>(load: (signal: AbortSignal) => Promise<T>, key: string): Loaded<T> {
  const [state, setState] = useState<{ key: string; data: T | null; problem: Problem | null; loading: boolean }>({
    key,
    data: null,
    problem: null,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;

  useEffect(() => {
    const stop = new AbortController();
    // The same page read again keeps what it shows; another page starts empty.
    setState((was) => ({ key, data: was.key === key ? was.data : null, problem: null, loading: true }));
    latest.current(stop.signal).then(
      (data) => {
        if (!stop.signal.aborted) setState({ key, data, problem: null, loading: false });
      },
      (error: unknown) => {
        if (stop.signal.aborted || isAbort(error)) return;
        setState((was) => ({ ...was, problem: asProblem(error), loading: false }));
      },
    );
    return () => stop.abort();
  }, [key, turn]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const replace = useCallback((data: T) => setState((was) => ({ ...was, data, problem: null })), []);
  const shown = state.key === key ? state : { data: null, problem: null, loading: true };
  return { data: shown.data, problem: shown.problem, loading: shown.loading, reload, replace };
}
