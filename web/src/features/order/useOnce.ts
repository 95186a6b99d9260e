// Asks for the same thing under the same Idempotency-Key, so that trying again after a lost answer does it once. A refusal ends the attempt, as does another wish.
import { useRef } from 'react';
import { attemptFor, randomKey, type Attempt } from '../../api/core/attempt';
import { asProblem } from '../../api/core/problem';

export function useOnce(): <T>(wish: unknown, send: (key: string) => Promise<T>) => Promise<T> {
  const last = useRef<Attempt | null>(null);
  return async (wish, send) => {
    const mine = attemptFor(last.current, wish, randomKey);
    last.current = mine;
    try {
      return await send(mine.key);
    } catch (error) {
      if (!asProblem(error).outcomeUnknown) last.current = null;
      throw error;
    }
  };
}
