// Lets only signed-in people through, and sends the others to sign in and back.
import { Trans } from '@lingui/react/macro';
import { Link, Navigate, Outlet, useLocation } from 'react-router';
import { InEnglish } from '../i18n/InEnglish';
import { useSession } from '../ui/browser/useSession';

export function SignedIn({ allow = 'any' }: { allow?: 'any' | 'staff' }) {
  const { signedIn, isStaff, isVendor } = useSession();
  const { pathname, search } = useLocation();
  if (!signedIn) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  if (allow === 'staff' && !isStaff && !isVendor) {
    return (
      // The desk has a frame of its own, which is not for them.
      <main className="page page-head">
        <div className="stack">
          <h1><Trans>This corner is for the shop's people</Trans></h1>
          <p className="soft"><Trans>Your account is fine; it just has no business here.</Trans></p>
          <p>
            <Link className="button" to="/">
              <Trans>Back to the shop</Trans>
            </Link>
          </p>
        </div>
      </main>
    );
  }
  if (allow === 'any') return <Outlet />;
  return (
    <InEnglish>
      <Outlet />
    </InEnglish>
  );
}
