// What something that is being written would do, as the host works it out.
import { useEffect, useState } from 'react';
import { asProblem } from '../../../api/core/problem';

/** Long enough that a number being typed is asked for once. */
const PAUSE_MS = 250;

/** `ask` is the body as JSON, null while it is not whole. */
export function useExample<T>(ask: string | null, work: (body: never, signal: AbortSignal) => Promise<T>): { example: T | null; trouble: string | null } {
  const [state, setState] = useState<{ example: T | null; trouble: string | null }>({ example: null, trouble: null });
  useEffect(() => {
    setState(({ example }) => ({ example: ask === null ? null : example, trouble: null }));
    if (ask === null) return;
    const stop = new AbortController();
    const later = setTimeout(() => {
      work(JSON.parse(ask) as never, stop.signal)
        .then((example) => setState({ example, trouble: null }))
        .catch((error: unknown) => {
          if (!stop.signal.aborted) setState({ example: null, trouble: asProblem(error).message });
        });
    }, PAUSE_MS);
    return () => {
      clearTimeout(later);
      stop.abort();
    };
  }, [ask, work]);
  return state;
}
