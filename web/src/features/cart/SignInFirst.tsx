// In place of a page that needs another shopper: the way to sign in and back to this address.
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { Link, useLocation } from 'react-router';
import { EmptyState } from '../../ui/EmptyState';
import { PersonIcon } from '../../ui/icons';
import { useSession } from '../../ui/browser/useSession';

export function SignInFirst({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useLingui();
  const { signedIn } = useSession();
  const { pathname } = useLocation();
  return (
    <EmptyState icon={<PersonIcon />} title={title}>
      {children}
      <Link className="button button--primary" to={`/sign-in?next=${encodeURIComponent(pathname)}`} data-testid="sign-in-first">
        {signedIn ? t`Sign in with the other account` : t`Sign in`}
      </Link>
      {signedIn && <Link to="/cart"><Trans>Go to my own cart</Trans></Link>}
    </EmptyState>
  );
}
