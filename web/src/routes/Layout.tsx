// What stands around every page: skip link, header with search and cart, footer.
import { useEffect, useRef } from 'react';
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { ArrivalPanel } from '../features/cart/ArrivalPanel';
import { useCart } from '../features/cart/CartContext';
import { SearchBox } from '../features/catalog/SearchBox';
import { usePolicies } from '../features/policies/usePolicies';
import { CartIcon, PersonIcon, ReceiptIcon } from '../ui/icons';
import { Toasts } from '../ui/Toasts';
import { useSession } from '../ui/useSession';
import { Wordmark } from '../ui/Wordmark';
import './layout.css';

export function Layout() {
  const { pathname, state } = useLocation();
  const inPlace = (state as { inPlace?: boolean } | null)?.inPlace === true;
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // After a change of page, keyboard and screen reader start at the top of the new one. A page that only
  // writes a choice into its own address keeps them where they are.
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    if (!inPlace) main.current?.focus({ preventScroll: true });
  }, [pathname, inPlace]);

  return (
    <Toasts>
      <a className="skip" href="#main">
        Skip to content
      </a>
      <Header />
      <main id="main" ref={main} tabIndex={-1}>
        <ArrivalPanel />
        <Outlet />
      </main>
      <Footer />
      {/* Every page that is opened by its address has the same key: without its path it would begin where the one before was left. */}
      <ScrollRestoration getKey={({ key, pathname }) => (key === 'default' ? pathname : key)} />
    </Toasts>
  );
}

function Header() {
  const { cart } = useCart();
  const { session, signedIn, isStaff, isVendor } = useSession();
  const items = cart?.total_items ?? 0;
  const firstName = session?.user.name?.split(' ')[0];
  return (
    <header className="header">
      <div className="page header__row">
        <Link className="header__brand" to="/">
          <Wordmark />
        </Link>
        <SearchBox />
        <nav className="header__nav" aria-label="Account and cart">
          {(isStaff || isVendor) && (
            <Link className="header__link header__link--words" to="/admin">
              {isStaff ? 'Admin' : 'Vendor'}
            </Link>
          )}
          {session && !isStaff && !isVendor && (
            <Link className="header__link header__link--wide" to="/orders">
              <ReceiptIcon />
              Orders
            </Link>
          )}
          <Link className="header__link" to={signedIn ? '/account' : '/sign-in'}>
            <PersonIcon />
            <span className="header__words">{signedIn ? (firstName ?? 'Account') : 'Sign in'}</span>
          </Link>
          <Link className="header__link" to="/cart">
            <CartIcon />
            <span className="header__words">Cart</span>{' '}
            <span className={`header__badge${items === 0 ? ' header__badge--none' : ''}`} data-testid="cart-badge">
              {items}
            </span>
            <span className="visually-hidden">{items === 1 ? 'item' : 'items'}</span>
          </Link>
        </nav>
      </div>
    </header>
  );
}

function Footer() {
  const { signedIn } = useSession();
  const { policies } = usePolicies();
  return (
    <footer className="footer">
      <div className="page footer__row">
        <div className="stack stack--tight">
          <Wordmark className="footer__mark" />
          <p className="small soft">Well-made things from independent makers.</p>
        </div>
        <nav className="footer__links" aria-label="Footer">
          <Link to="/">Shop</Link>
          <Link to="/cart">Cart</Link>
          <Link to="/orders">Orders</Link>
          <Link to={signedIn ? '/account' : '/sign-in'}>{signedIn ? 'Account' : 'Sign in'}</Link>
          <a href="/api/doc">API</a>
        </nav>
        {policies.length > 0 && (
          <nav className="footer__links footer__policies" aria-label="Policies">
            {policies.map((one) => (
              <Link key={one.name} to={`/policies/${encodeURIComponent(one.name)}`}>
                {one.title}
              </Link>
            ))}
          </nav>
        )}
      </div>
    </footer>
  );
}
