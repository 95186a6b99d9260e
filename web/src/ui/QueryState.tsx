// What stands in place of what has not come: its skeleton, or why it does not come and a way to try again.
import type { UseQueryResult } from '@tanstack/react-query';
import { asProblem } from '../api/core/problem';
import { ErrorBanner } from './ErrorBanner';
import { Loading } from './Loading';

export function QueryState({ of, what, blocks }: { of: Pick<UseQueryResult, 'error' | 'isPending' | 'refetch'>; what: string; blocks?: number }) {
  return (
    <>
      {of.error && <ErrorBanner problem={asProblem(of.error)} retry={() => void of.refetch()} />}
      {of.isPending && !of.error && <Loading what={what} blocks={blocks} />}
    </>
  );
}
