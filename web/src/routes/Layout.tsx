// What stands around every page: skip link, header with search and cart, footer.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { lazy, Suspense, useEffect, useRef } from 'react';
import { Link, Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router';
import { ArrivalPanel } from '../features/cart/ArrivalPanel';
import { useCart } from '../features/cart/CartContext';
import { SearchBox } from '../features/catalog/SearchBox';
import { usePolicies } from '../features/policies/usePolicies';
import { Announcement, Brand } from '../features/shop/Brand';
import { FooterColumns, FooterSign } from '../features/shop/ShopFooter';
import { useShop } from '../features/shop/useShop';
import { CartIcon, PersonIcon, ReceiptIcon } from '../ui/icons';
import { Toasts } from '../ui/Toasts';
import { useOnline } from '../ui/browser/useOnline';
import { useSession } from '../ui/browser/useSession';
import { LanguageChoice } from './LanguageChoice';
import { SchemeChoice } from './SchemeChoice';
import './layout.css';

const CartDrawer = lazy(async () => ({ default: (await import('../features/cart/CartDrawer')).CartDrawer }));

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
        <Trans>Skip to content</Trans>
      </a>
      <Underway />
      <Announcement />
      <Header />
      <Offline />
      <main id="main" ref={main} tabIndex={-1}>
        <ArrivalPanel />
        <Outlet />
      </main>
      <AddedToCart />
      <Footer />
      {/* Every page that is opened by its address has the same key: without its path it would begin where the one before was left. */}
      <ScrollRestoration getKey={({ key, pathname }) => (key === 'default' ? pathname : key)} />
    </Toasts>
  );
}

/** Loaded by the first who puts something into a cart. */
function AddedToCart() {
  const { added } = useCart();
  return added && <Suspense><CartDrawer /></Suspense>;
}

/** Says that the next page is on its way, where it takes longer than a blink. */
function Underway() {
  const { state } = useNavigation();
  return state === 'loading' ? <div className="underway" aria-hidden="true" /> : null;
}

function Offline() {
  const online = useOnline();
  return (
    <div role="status">
      {!online && (
        <p className="offline" data-testid="offline">
          <Trans>You are offline. Pages that you have seen are still here; prices and stock may have changed.</Trans>
        </p>
      )}
    </div>
  );
}

function Header() {
  const { t } = useLingui();
  // Whoever pays is led nowhere else but back to the cart.
  const paying = useLocation().pathname === '/checkout';
  const { cart } = useCart();
  const { session, signedIn, isStaff, isVendor } = useSession();
  const items = cart?.total_items ?? 0;
  const firstName = session?.user.name?.split(' ')[0];
  return (
    <header className={paying ? 'header header--plain' : 'header'}>
      <div className="page header__row">
        <Link className="header__brand" to="/">
          <Brand />
        </Link>
        {!paying && <SearchBox />}
        <nav className="header__nav" aria-label={t`Account and cart`}>
          {!paying && (isStaff || isVendor) && (
            <Link className="header__link header__link--words" to="/admin">
              {isStaff ? t`Admin` : t`Vendor`}
            </Link>
          )}
          {!paying && session && !isStaff && !isVendor && (
            <Link className="header__link header__link--wide" to="/orders">
              <ReceiptIcon />
              <Trans>Orders</Trans>
            </Link>
          )}
          {!paying && (
            <Link className="header__link" to={signedIn ? '/account' : '/sign-in'}>
              <PersonIcon />
              <span className="header__words">{signedIn ? (firstName ?? t`Account`) : t`Sign in`}</span>
            </Link>
          )}
          <Link className="header__link" to="/cart">
            <CartIcon />
            <span className="header__words"><Trans>Cart</Trans></span>{' '}
            <span className={`header__badge${items === 0 ? ' header__badge--none' : ''}`} data-testid="cart-badge">
              {items}
            </span>
            <span className="visually-hidden">
              <Plural value={items} one="item" other="items" />
            </span>
          </Link>
        </nav>
      </div>
    </header>
  );
}

function Footer() {
  const { t } = useLingui();
  const { signedIn } = useSession();
  const { policies } = usePolicies();
  const { footer } = useShop();
  return (
    <footer className="footer">
      <div className="page footer__row">
        <FooterSign />
        <FooterColumns />
        {!footer && (
          <nav className="footer__links" aria-label={t`Footer`}>
            <Link to="/"><Trans>Shop</Trans></Link>
            <Link to="/cart"><Trans>Cart</Trans></Link>
            <Link to="/orders"><Trans>Orders</Trans></Link>
            <Link to={signedIn ? '/account' : '/sign-in'}>{signedIn ? t`Account` : t`Sign in`}</Link>
            <a href="/api/doc">API</a>
          </nav>
        )}
        <div className="footer__choices">
          <LanguageChoice />
          <SchemeChoice />
        </div>
        {policies.length > 0 && (
          <nav className="footer__links footer__policies" aria-label={t`Policies`}>
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
