// The host's price for what is being ordered, asked again whenever something that counts has changed.
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { quote as askQuote } from '../../api/orders';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Quote, QuoteRequest } from '../../api/types';
import { useSession } from '../../ui/browser/useSession';

const TYPING_PAUSE_MS = 400;

export interface LiveQuote {
  quote: Quote | null;
  /** The quote on the screen answers exactly what the form says now. */
  current: boolean;
  problem: Problem | null;
  again: () => Promise<Quote | null>;
}

export function useQuote(request: QuoteRequest | null, cartVersion: number): LiveQuote {
  const who = useSession().session?.user.user_id;
  const key = request ? JSON.stringify([request, cartVersion]) : '';
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(key), TYPING_PAUSE_MS);
    return () => clearTimeout(timer);
  }, [key]);

  const live = useQuery({
    // Another's cart has another price: whoever signs in again in between asks anew.
    queryKey: ['checkout', 'quote', who, asked],
    queryFn: ({ signal }) => askQuote((JSON.parse(asked) as [QuoteRequest])[0], signal),
    enabled: asked !== '',
    // The last price stays in its place, marked as old, until the next has come.
    placeholderData: keepPreviousData,
    // Stock, coupons and prices change: nothing of an earlier visit is taken for today's.
    gcTime: 0,
    // An order whose answer was lost may have taken the cart: the button asks again, not the network that is back.
    refetchOnReconnect: false,
  });
  const settled = key !== '' && asked === key && !live.isPlaceholderData;
  return {
    quote: live.data ?? null,
    current: settled && live.isSuccess,
    problem: settled && live.error ? asProblem(live.error) : null,
    again: async () => (await live.refetch()).data ?? null,
  };
}
