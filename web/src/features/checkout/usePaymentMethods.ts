// What the shop takes, as it says itself, and the token that is chosen of it.
import { useCallback, useEffect, useState } from 'react';
import { listPaymentMethods, type PaymentMethod } from '../../api/payments';
import { asProblem, isAbort, type Problem } from '../../api/problem';

export interface PaymentOffer {
  /** Null until the shop has answered. */
  methods: PaymentMethod[] | null;
  problem: Problem | null;
  again: () => void;
}

export function usePaymentMethods(): PaymentOffer {
  const [methods, setMethods] = useState<PaymentMethod[] | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asked, setAsked] = useState(0);

  useEffect(() => {
    const stop = new AbortController();
    listPaymentMethods(stop.signal).then(
      (found) => {
        setMethods(found);
        setProblem(null);
      },
      (error: unknown) => {
        if (!stop.signal.aborted && !isAbort(error)) setProblem(asProblem(error));
      },
    );
    return () => stop.abort();
  }, [asked]);

  const again = useCallback(() => setAsked((count) => count + 1), []);
  return { methods, problem, again };
}

/** The token to pay with: the one chosen while the shop takes it, else the first that it offers, null when it offers none. */
export function tokenOf(methods: PaymentMethod[], chosen: string | null): string | null {
  const tokens = methods.flatMap((method) => method.tokens.map((one) => one.token));
  return chosen !== null && tokens.includes(chosen) ? chosen : (tokens[0] ?? null);
}

/** The method that a token is one of. */
export const methodOf = (methods: PaymentMethod[], token: string | null): PaymentMethod | undefined =>
  methods.find((method) => method.tokens.some((one) => one.token === token));
