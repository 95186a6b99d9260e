// A link that the owner wrote: within the shop it is a page of the app, else an address of others.
import type { ReactNode } from 'react';
import { Link } from 'react-router';

export function ShopLinkTo({ to, className, children }: { to: string; className?: string; children: ReactNode }) {
  // The host has checked it when it was written; what a page shows is looked at again, since it may be a preview.
  if (to.startsWith('/') && !to.startsWith('//')) {
    return to.startsWith('/api/') ? (
      <a className={className} href={to}>
        {children}
      </a>
    ) : (
      <Link className={className} to={to}>
        {children}
      </Link>
    );
  }
  if (!/^(https:\/\/|mailto:|tel:)/i.test(to)) return <span className={className}>{children}</span>;
  return (
    <a className={className} href={to} rel="noopener">
      {children}
    </a>
  );
}
