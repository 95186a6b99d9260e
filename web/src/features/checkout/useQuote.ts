// The host's price for what is being ordered, asked again whenever something that counts has changed.
import { useCallback, useEffect, useRef, useState } from 'react';
import { quote as askQuote } from '../../api/orders';
import { asProblem, isAbort, type Problem } from '../../api/problem';
import type { Quote, QuoteRequest } from '../../api/types';

const TYPING_PAUSE_MS = 400;

export interface LiveQuote {
  quote: Quote | null;
  /** The quote on the screen answers exactly what the form says now. */
  current: boolean;
  problem: Problem | null;
  again: () => Promise<Quote | null>;
}

export function useQuote(request: QuoteRequest | null, cartVersion: number): LiveQuote {
  const key = request ? JSON.stringify([request, cartVersion]) : '';
  const [state, setState] = useState<{ key: string; quote: Quote | null; problem: Problem | null }>({ key: '', quote: null, problem: null });
  const latest = useRef({ request, key });
  latest.current = { request, key };

  const ask = useCallback(async (signal?: AbortSignal): Promise<Quote | null> => {
    const { request: asked, key: askedKey } = latest.current;
    if (!asked) return null;
    try {
      const quote = await askQuote(asked, signal);
      if (latest.current.key === askedKey) setState({ key: askedKey, quote, problem: null });
      return quote;
    } catch (error) {
      if (signal?.aborted || isAbort(error)) return null;
      if (latest.current.key === askedKey) setState((was) => ({ key: askedKey, quote: was.quote, problem: asProblem(error) }));
      return null;
    }
  }, []);

  useEffect(() => {
    if (key === '') return;
    const stop = new AbortController();
    const timer = setTimeout(() => void ask(stop.signal), TYPING_PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [key, ask]);

  const again = useCallback(() => ask(), [ask]);
  const current = key !== '' && state.key === key && state.problem === null && state.quote !== null;
  return { quote: state.quote, current, problem: state.key === key ? state.problem : null, again };
}
