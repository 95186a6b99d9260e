// Reads something for a page, afresh for whoever comes to it: what came, what went wrong, and a way to try again. What is edited is never
// begun with what was read for an earlier visit.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';

export interface Loaded<T> {
  data: T | null;
  problem: Problem | null;
  loading: boolean;
  reload: () => void;
  replace: (data: T) => void;
}

/** `key` begins with the name of the area; another key starts empty. */
export function useLoad<T>(key: readonly unknown[], load: (signal: AbortSignal) => Promise<T>): Loaded<T> {
  const client = useQueryClient();
  const { data, error, isFetching, refetch } = useQuery({ queryKey: ['loaded', ...key], queryFn: ({ signal }) => load(signal), gcTime: 0, refetchOnReconnect: false });
  const reload = useCallback(() => void refetch(), [refetch]);
  return { data: data ?? null, problem: error && asProblem(error), loading: isFetching, reload, replace: (next) => client.setQueryData(['loaded', ...key], next) };
}
