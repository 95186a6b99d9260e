// The session as React state: who is shopping, in step with other tabs.
import { useSyncExternalStore } from 'react';
import { isGuest } from '../api/account';
import { onSessionChange, session, type Session } from '../api/session';

export interface Shopper {
  session: Session | null;
  signedIn: boolean;
  isAdmin: boolean;
  isVendor: boolean;
}

export function useSession(): Shopper {
  const now = useSyncExternalStore(onSessionChange, session);
  const roles = now?.user.roles ?? [];
  return {
    session: now,
    signedIn: now !== null && !isGuest(now.user),
    isAdmin: roles.includes('admin'),
    isVendor: roles.includes('vendor'),
  };
}
