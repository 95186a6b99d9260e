// Lets only signed-in people through, and sends the others to sign in and back.
import { Navigate, Outlet, useLocation } from 'react-router';
import { useSession } from '../ui/useSession';

export function SignedIn({ allow = 'any' }: { allow?: 'any' | 'staff' }) {
  const { signedIn, isStaff, isVendor } = useSession();
  const { pathname, search } = useLocation();
  if (!signedIn) return <Navigate to={`/sign-in?next=${encodeURIComponent(pathname + search)}`} replace />;
  if (allow === 'staff' && !isStaff && !isVendor) {
    return (
      <div className="page page-head">
        <div className="stack">
          <h1>This corner is for the shop's people</h1>
          <p className="soft">Your account is fine; it just has no business here.</p>
        </div>
      </div>
    );
  }
  return <Outlet />;
}
