// One order: where it stands right now, what happened so far, and what it costs.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useLocation, useParams, useSearchParams } from 'react-router';
import { cancelOrder } from '../../api/orders';
import { lookAtChallenge } from '../../api/payments';
import { money } from '../../ui/money';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { StatusPill } from '../../ui/StatusPill';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { useTitle } from '../../ui/useTitle';
import { dateTime, shortId } from '../../ui/words';
import { useCart } from '../cart/CartContext';
import { checkoutDraft } from '../checkout/remembered';
import { DeliveryBlock } from './parcels/DeliveryBlock';
import { CancelDialog } from './CancelDialog';
import { isFinal } from './statuses';
import { OrderBreakdown } from './OrderBreakdown';
import { ReturnDialog } from './returns/ReturnDialog';
import { ReturnsList } from './returns/ReturnsList';
import { Shipments } from './parcels/Shipments';
import { PaymentAction } from './PaymentAction';
import { Progress } from './Progress';
import { standing } from './standing';
import { Timeline } from './Timeline';
import { usePictures } from './usePictures';
import { useOrder } from './useOrder';
import { PapersPanel } from '../papers/PapersPanel';
import { policyWords } from '../policies/policyWords';
import { WithdrawalPanel } from '../withdrawal/WithdrawalPanel';
import { forgetDraft } from '../../ui/forms/drafts';
import { reasonWords } from './returns/reasonWords';
import { WhatNext } from './WhatNext';
import '../cart/cart.css';
import './order.css';

export function OrderPage() {
  const { t } = useLingui();
  const { orderId = '' } = useParams();
  const { session, signedIn } = useSession();
  const me = signedIn ? session?.user.user_id : undefined;
  const [search, setSearch] = useSearchParams();
  const watch = useOrder(orderId, search.get('key'));
  const say = useSay();
  const cart = useCart();
  const [cancelling, setCancelling] = useState(false);
  const [returning, setReturning] = useState(false);
  const placed = (useLocation().state as { placed?: boolean } | null)?.placed === true;
  const order = watch.data?.order;
  const picture = usePictures((order?.items ?? []).map((line) => line.product_id));
  useTitle(order ? t`Order ${shortId(order.order_id)}` : t`Order`);

  // Back from the bank's own page: the shop asks how it went, and what the page was called with is not kept in the address.
  const returned = search.get('payment');
  const reloadOrder = useRef(watch.reload);
  reloadOrder.current = watch.reload;
  useEffect(() => {
    if (returned === null) return;
    setSearch((asked) => new URLSearchParams([...asked].filter(([name]) => name === 'key')), { replace: true });
    lookAtChallenge(returned).then(
      () => reloadOrder.current(),
      // The provider tells the shop as well, and this page follows along.
      () => undefined,
    );
  }, [returned, setSearch]);

  // The cart is emptied, or given back, when the payment is decided: the badge should know.
  const reloadCart = cart.reload;
  const status = order?.status;
  const transfers = order?.payment?.next_action?.kind === 'bank_transfer';
  useEffect(() => {
    if (status === 'confirmed' || status === 'payment_failed') reloadCart();
    // Until here a card that is declined finds everything that was typed.
    if (status === 'confirmed' || transfers) forgetDraft(checkoutDraft(me));
  }, [status, transfers, me, reloadCart]);

  if (watch.problem && !order) {
    const missing = watch.problem.status === 404 || watch.problem.status === 401;
    return (
      <div className="page">
        <div className="page-head">
          <h1>{missing ? t`We cannot show this order` : t`Order`}</h1>
        </div>
        {missing ? (
          <div className="stack page-end">
            <p><Trans>It belongs to another account, or this address is not quite right. Orders bought as a guest can be seen on the device they were bought with, and on any other by the link in each of their mails. <Link to="/find-order">Have the link sent again</Link>.</Trans></p>
            {!signedIn && (
              <p>
                <Link className="button button--primary" to={`/sign-in?next=/orders/${encodeURIComponent(orderId)}`}>
                  <Trans>Sign in</Trans>
                </Link>
              </p>
            )}
          </div>
        ) : (
          <ErrorBanner problem={watch.problem} retry={watch.reload} />
        )}
      </div>
    );
  }

  if (!order || !watch.data) {
    return (
      <div className="page page-head">
        <div className="stack order__loading">
          <span className="skeleton skeleton--title" />
          <Loading what={t`Loading the order`} />
        </div>
      </div>
    );
  }

  const reason = order.status_reason ?? order.payment.reason;
  const byKey = watch.data.byKey === true;
  return (
    <div className="page">
      <div className="page-head">
        <div className="stack stack--tight">
          <Link className="small" to="/orders">
            <Trans>Your orders</Trans>
          </Link>
          {placed && order.status !== 'payment_failed' && order.status !== 'cancelled' && <p className="order__thanks"><Trans>Thank you. We have your order.</Trans></p>}
          <h1><Trans>Order {shortId(order.order_id)}</Trans></h1>
          <p className="small soft">
            <Trans>Placed <time dateTime={order.created_at}>{dateTime(order.created_at)}</time></Trans>
          </p>
        </div>
        {order.can_return && !byKey && (
          <button type="button" className="button button--small" data-testid="ask-return" onClick={() => setReturning(true)}>
            <Trans>Return something</Trans>
          </button>
        )}
      </div>

      <section className="panel stack order__status" aria-labelledby="status-title">
        <div className="row row--apart">
          <div className="row" role="status" aria-live="polite">
            <h2 id="status-title" className="visually-hidden">
              <Trans>Status</Trans>
            </h2>
            <StatusPill status={order.status} testId="order-status" />
            <p>{standing(order)}</p>
          </div>
          {(watch.following === 'live' || watch.following === null) && !isFinal(order.status) && <span className={`order__live tiny${watch.following === null ? ' order__live--soon' : ''}`}><Trans>Live</Trans></span>}
          {(watch.following === 'reconnecting' || watch.following === 'polling') && <span className="tiny soft"><Trans>Checking every few seconds</Trans></span>}
        </div>
        {reason && (order.status === 'payment_failed' || order.status === 'cancelled') && <p className="small soft"><Trans>Reason: {reasonWords(reason)}</Trans></p>}
        {order.status === 'payment_failed' && (
          <div className="row">
            <Link className="button button--primary" to="/checkout">
              <Trans>Try another card</Trans>
            </Link>
            <Link to="/cart"><Trans>Back to your cart</Trans></Link>
          </div>
        )}
        {(order.payment.reserved ?? 0) > 0 && order.payment.reserved_until && (order.status !== 'confirmed' || order.payment.status !== 'authorized') && (
          <p className="small soft" data-testid="reserved">
            <Trans>{money(order.payment.captured ?? 0, order.currency)} is paid. {money(order.payment.reserved ?? 0, order.currency)} is reserved, and taken when the rest ships.</Trans>
          </p>
        )}
        <Progress status={order.status} />
        <Shipments order={order} orderKey={search.get('key') ?? undefined} />
        <WhatNext order={order} />
        {order.can_cancel && !byKey && (
          <p>
            <button type="button" className="link-button" data-testid="cancel-order" onClick={() => setCancelling(true)}>
              <Trans>Cancel order</Trans>
            </button>
          </p>
        )}
      </section>

      {order.payment.next_action && !byKey && (
        <div className="order__status">
          <PaymentAction action={order.payment.next_action} currency={order.currency} changed={watch.reload} />
        </div>
      )}

      <WithdrawalPanel order={order} linkKey={byKey ? search.get('key') : null} changed={watch.reload} />

      <div className="with-aside order__body">
        <div className="stack stack--loose">
          <section className="stack" aria-labelledby="lines-title">
            <h2 id="lines-title" className="order__heading">
              <Trans>What you ordered</Trans>
            </h2>
            <OrderBreakdown order={order} picture={picture} />
          </section>
          {(order.returns ?? []).length > 0 && (
            <section className="stack" aria-labelledby="returns-title">
              <h2 id="returns-title" className="order__heading">
                <Trans>Returns</Trans>
              </h2>
              <ReturnsList returns={order.returns ?? []} />
            </section>
          )}
        </div>
        <aside className="stack stack--loose">
          {order.shipping_address && (
            <section className="stack stack--tight" aria-labelledby="ship-title">
              <h2 id="ship-title" className="order__heading">
                {order.shipping_method === 'pickup' ? t`Pick up` : order.shipping_method === 'none' ? t`Delivery` : t`Ships to`}
              </h2>
              <DeliveryBlock order={order} />
              {order.email && <p className="small soft">{order.email}</p>}
            </section>
          )}
          <PapersPanel order={order} linkKey={byKey ? search.get('key') : null} />
          {(order.agreed_policies ?? []).length > 0 && (
            <section className="stack stack--tight" aria-labelledby="agreed-title">
              <h2 id="agreed-title" className="order__heading">
                <Trans>You agreed to</Trans>
              </h2>
              <ul className="small" data-testid="agreed-policies">
                {(order.agreed_policies ?? []).map((one) => (
                  <li key={one.name}>
                    <Link to={`/policies/${encodeURIComponent(one.name)}?version=${one.version}`}>{policyWords(one.name)}</Link> <span className="soft"><Trans>as shown then</Trans></span>
                  </li>
                ))}
              </ul>
            </section>
          )}
          <section className="stack stack--tight" aria-labelledby="timeline-title">
            <h2 id="timeline-title" className="order__heading">
              <Trans>Timeline</Trans>
            </h2>
            <Timeline events={watch.data.events} />
          </section>
        </aside>
      </div>
      {byKey && (
        <p className="small soft page-end">
          {signedIn ? (
            <Trans>You see this order by the link in its mail. You can withdraw from the contract here; to cancel it or to return something, use the account or the device it was bought with.</Trans>
          ) : (
            <Trans>You see this order by the link in its mail. You can withdraw from the contract here; to cancel it or to return something, sign in, or use the device it was bought with.</Trans>
          )}
        </p>
      )}
      {!signedIn && !byKey && (
        <p className="small soft page-end">
          <Trans>You bought as a guest: this page stays open to you on this device. <Link to="/register">Make an account</Link> to have your next orders in one place.</Trans>
        </p>
      )}
      {returning && (
        <ReturnDialog
          order={order}
          close={() => setReturning(false)}
          asked={() => {
            setReturning(false);
            say.good(t`We have your return. You see here how it goes on.`);
            watch.reload();
          }}
        />
      )}
      {cancelling && (
        <CancelDialog
          paid={(order.payment.captured ?? 0) > 0}
          cancel={(reason) => cancelOrder(order.order_id, reason)}
          close={() => setCancelling(false)}
          cancelled={() => {
            setCancelling(false);
            say.good(t`Your order is cancelled.`);
            watch.reload();
          }}
        />
      )}
    </div>
  );
}
