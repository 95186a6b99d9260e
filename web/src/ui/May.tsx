// Shows what is inside to whoever may do it. The API decides all the same; this spares people buttons that would be refused.
import type { ReactNode } from 'react';
import type { Permission } from '../api/permissions';
import { useSession } from './browser/useSession';

interface Props {
  permission: Permission;
  /** Also to vendors, who do it to what is their own. */
  vendors?: boolean;
  children: ReactNode;
}

export function May({ permission, vendors = false, children }: Props) {
  const { may, isVendor } = useSession();
  return may(permission) || (vendors && isVendor) ? <>{children}</> : null;
}
