// The session as React state: who is shopping or working here, in step with other tabs.
import { useSyncExternalStore } from 'react';
import { isGuest } from '../../api/account';
import type { Permission } from '../../api/permissions';
import { onSessionChange, session, type Session } from '../../api/core/session';

export interface Shopper {
  session: Session | null;
  signedIn: boolean;
  /** Owns the shop. What staff may do too, asks `may`. */
  isOwner: boolean;
  /** Works for the shop, as an owner or with permissions. */
  isStaff: boolean;
  isVendor: boolean;
  may: (permission: Permission) => boolean;
}

export function useSession(): Shopper {
  const now = useSyncExternalStore(onSessionChange, session);
  const roles = now?.user.roles ?? [];
  const isOwner = roles.includes('admin');
  const isStaff = isOwner || roles.includes('staff');
  const held = now?.user.permissions ?? [];
  return {
    session: now,
    signedIn: now !== null && !isGuest(now.user),
    isOwner,
    isStaff,
    isVendor: roles.includes('vendor'),
    may: (permission) => isOwner || (isStaff && held.includes(permission)),
  };
}
