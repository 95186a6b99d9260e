// The shop's own words: terms, withdrawal, privacy, shipping, imprint.
import { get } from './core/client';
import type { Policy, PolicyRow } from './types';

let listed: Promise<PolicyRow[]> | null = null;

/** Asked once a visit: every page has the links in its footer. A failure is asked again. */
export function listPolicies(): Promise<PolicyRow[]> {
  listed ??= get<{ items: PolicyRow[] }>('/api/policies', { auth: 'none' }).then(
    (list) => list.items,
    (error: unknown) => {
      listed = null;
      throw error;
    },
  );
  return listed;
}

/** The next who asks hears the versions of then. */
export function forgetPolicies(): void {
  listed = null;
}

export function readPolicy(name: string, version: string | null, signal?: AbortSignal): Promise<Policy> {
  return get<Policy>(`/api/policies/${encodeURIComponent(name)}`, { auth: 'none', query: { version }, signal });
}
