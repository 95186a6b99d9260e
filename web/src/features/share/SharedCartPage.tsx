// Somebody else's cart behind a link: for looking, for copying, and for changing where the link allows it.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';
import { Link, useParams } from 'react-router';
import { addToShared, readShared, removeShared, setSharedQuantity } from '../../api/sharing';
import { asProblem } from '../../api/core/problem';
import type { CartLine, SharedCart } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { BrokenLinkIcon, CartIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { money } from '../../ui/money';
import { useSay } from '../../ui/Toasts';
import { useTitle } from '../../ui/useTitle';
import { dateTime } from '../../ui/words';
import { useCart } from '../cart/CartContext';
import { SignInFirst } from '../cart/SignInFirst';
import { copiedWords, type Copied } from './links';
import { OfferMine } from './OfferMine';
import { SharedLine } from './SharedLine';
import '../cart/cart.css';
import './share.css';

export function SharedCartPage() {
  const { t } = useLingui();
  const { token = '' } = useParams();
  useTitle(t`A shared cart`);
  const client = useQueryClient();
  const key = ['share', 'cart', token];
  const shared = useQuery({ queryKey: key, queryFn: ({ signal }) => readShared(token, signal) });
  const problem = shared.error ? asProblem(shared.error) : null;
  const gone = problem?.status === 404;
  const { refetch } = shared;
  const reload = useCallback(() => void refetch(), [refetch]);

  // Two people may have the same cart before them: whoever comes back to the tab sees what the other did.
  useEffect(() => {
    const look = () => {
      if (document.visibilityState === 'visible') reload();
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [reload]);

  return (
    <div className="page">
      <div className="page-head">
        <div className="stack stack--tight">
          <h1><Trans>A cart shared with you</Trans></h1>
          {shared.data && !gone && (
            <p className="small soft">
              {shared.data.permission === 'edit' ? t`You can change it; whoever sent it sees what you do.` : t`You can look at it and copy it into your own cart.`} <Trans>The link ends {dateTime(shared.data.expires_at)}.</Trans>
            </p>
          )}
        </div>
      </div>
      {gone && (
        <EmptyState icon={<BrokenLinkIcon />} title={t`This link does not work any more`}>
          <p data-testid="dead-link"><Trans>It has ended, was taken back, or is not complete. Ask whoever sent it for a new one.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Look around the shop</Trans>
          </Link>
        </EmptyState>
      )}
      {problem?.code === 'guests_denied' && (
        <SignInFirst title={t`Sign in to see this cart`}>
          <p>{problem.message}</p>
        </SignInFirst>
      )}
      {problem && !gone && problem.code !== 'guests_denied' && <ErrorBanner problem={problem} retry={reload} />}
      {shared.isPending && <Loading what={t`Loading the shared cart`} />}
      {shared.data && !gone && <Shared token={token} cart={shared.data} changed={(cart) => client.setQueryData(key, cart)} reload={reload} />}
    </div>
  );
}

function Shared({ token, cart, changed, reload }: { token: string; cart: SharedCart; changed: (cart: SharedCart) => void; reload: () => void }) {
  const { t } = useLingui();
  const mine = useCart();
  const say = useSay();
  const [busy, setBusy] = useState(false);
  const [copied, setCopied] = useState<Copied | null>(null);

  const copy = async (lines: CartLine[]) => {
    if (busy) return;
    setBusy(true);
    const outcome: Copied = { done: 0, missed: [] };
    for (const line of lines) {
      try {
        await mine.add(line.product_id, line.quantity);
        outcome.done++;
      } catch (error) {
        outcome.missed.push({ name: line.product_name, why: asProblem(error).message });
      }
    }
    setBusy(false);
    setCopied(outcome.missed.length > 0 ? outcome : null);
    if (outcome.missed.length === 0) say.good(copiedWords(outcome), { to: '/cart', text: t`View cart` });
  };

  const change = async (action: () => Promise<SharedCart>, done?: string) => {
    if (busy) return;
    setBusy(true);
    try {
      changed(await action());
      if (done) {
        say.good(done);
        // The button that was pressed is gone with its line.
        document.getElementById('main')?.focus({ preventScroll: true });
      }
    } catch (error) {
      say.bad(asProblem(error).message);
      // The cart is no longer the one on the screen, or the link has ended meanwhile.
      reload();
    } finally {
      setBusy(false);
    }
  };

  const others = cart.permission === 'edit' ? (mine.cart?.items ?? []).filter((line) => cart.items.every((each) => each.product_id !== line.product_id)) : [];
  const offer = <OfferMine lines={others} busy={busy} put={(line) => void change(() => addToShared(token, line.product_id, line.quantity), t`${line.product_name} is in the shared cart.`)} />;

  if (cart.items.length === 0) {
    return (
      <div className="offer">
        <EmptyState icon={<CartIcon />} title={t`There is nothing in this cart`}>
          <p><Trans>Whoever sent you the link has emptied it, or not filled it yet.</Trans></p>
          <button type="button" className="button button--primary" onClick={reload}>
            <Trans>Look again</Trans>
          </button>
        </EmptyState>
        {offer}
      </div>
    );
  }

  return (
    <div className="with-aside">
      <div className="stack">
        {copied && (
          <ErrorBanner problem={copiedWords(copied)}>
            <ul data-testid="copy-missed">
              {copied.missed.map((missed) => (
                <li key={missed.name}>
                  <strong>{missed.name}</strong>: {missed.why}
                </li>
              ))}
            </ul>
          </ErrorBanner>
        )}
        <ul className="cart-lines" aria-label={t`Products in the shared cart`}>
          {cart.items.map((line) => (
            <SharedLine
              key={line.product_id}
              line={line}
              busy={busy}
              copy={() => void copy([line])}
              change={
                cart.permission === 'edit'
                  ? {
                      setQuantity: (quantity) => void change(() => setSharedQuantity(token, line.product_id, quantity)),
                      remove: () => void change(() => removeShared(token, line.product_id), t`${line.product_name} removed from the shared cart.`),
                    }
                  : undefined
              }
            />
          ))}
        </ul>
        {offer}
      </div>
      <aside className="panel panel--mist stack" aria-label={t`Summary`}>
        <dl className="totals">
          <dt><Plural value={cart.total_items} one="# item" other="# items" /></dt>
          <dd data-testid="shared-sum">{money(cart.total_price, cart.currency ?? cart.items[0]?.currency ?? 'USD')}</dd>
        </dl>
        <button type="button" className="button button--primary button--wide" aria-disabled={busy} onClick={() => void copy(cart.items.filter((line) => line.problem !== 'no_longer_sold'))} data-testid="copy-all">
          <Trans>Add all to my cart</Trans>
        </button>
        <p className="small soft"><Trans>Copying leaves the shared cart as it is. Prices and stock are today's.</Trans></p>
        <Link className="small" to="/cart">
          <Trans>Go to my cart</Trans>
        </Link>
      </aside>
    </div>
  );
}
