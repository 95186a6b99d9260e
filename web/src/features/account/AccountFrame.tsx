// The frame of all that is one's own: the rooms at the side, each with its address, and the way out.
import { Trans, useLingui } from '@lingui/react/macro';
import type { ReactNode } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { signOut } from '../../api/account';
import { leaveNothing } from '../../ui/browser/leaving';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import './account.css';

export function AccountFrame({ title, children }: { title: string; children: ReactNode }) {
  const { t } = useLingui();
  useTitle(title);
  const { isStaff, isVendor } = useSession();
  const navigate = useNavigate();
  const say = useSay();

  const leave = async () => {
    try {
      await signOut();
    } catch {
      // The device is signed out either way, and the token ends by itself.
    }
    // Whoever uses this tab next is not shown what was typed here.
    leaveNothing();
    say.good(t`You are signed out.`);
    navigate('/');
  };

  return (
    <div className="page">
      <div className="page-head">
        <h1>{title}</h1>
        <button type="button" className="button button--small" onClick={() => void leave()}>
          <Trans>Sign out</Trans>
        </button>
      </div>
      <div className="account page-end">
        <nav className="account__links" aria-label={t`Account`}>
          <NavLink to="/account" end><Trans>Your details</Trans></NavLink>
          <NavLink to="/orders"><Trans>Orders</Trans></NavLink>
          <NavLink to="/account/addresses"><Trans>Addresses</Trans></NavLink>
          <NavLink to="/account/security"><Trans>Security</Trans></NavLink>
          <NavLink to="/account/privacy"><Trans>Privacy</Trans></NavLink>
          {!isStaff && !isVendor && <NavLink to="/sell"><Trans>Sell with us</Trans></NavLink>}
          {(isStaff || isVendor) && <NavLink to="/admin">{isStaff ? t`Admin corner` : t`Vendor corner`}</NavLink>}
        </nav>
        <div className="account__room">{children}</div>
      </div>
    </div>
  );
}
