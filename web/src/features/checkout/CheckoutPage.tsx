// Checkout on one page: where to, how, paid how, and what it costs. Only the total that
// stands on the screen is ever charged.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { changeProfile, readProfile } from '../../api/account';
import { addAddress, readAddresses } from '../../api/addresses';
import { placeOrder } from '../../api/orders';
import { asProblem, type Problem } from '../../api/problem';
import type { PickupPoint, QuoteRequest, SavedAddress, ShippingMethod } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { CartIcon } from '../../ui/icons';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { useCart } from '../cart/CartContext';
import { CouponForm } from '../cart/CouponForm';
import { blankAddress, cleaned, filledIn, isComplete, isSame, placeOf } from './address';
import { AddressFields } from './AddressFields';
import { BusinessField } from './BusinessField';
import { PaymentChoice, ShippingChoice } from './choices';
import { NotSoldThere, PriceChanged, Refused, Stops } from './obstacles';
import { PlaceFields } from './PlaceFields';
import { QuoteSummary } from './QuoteSummary';
import { SavedAddresses } from './SavedAddresses';
import type { CardForm } from './StripeForm';
import { choiceOf, methodOf, usePaymentMethods } from './usePaymentMethods';
import { usePickupPoints } from './usePickupPoints';
import { useQuote } from './useQuote';
import { Agreement, agreedTo } from '../policies/Agreement';
import { usePolicies } from '../policies/usePolicies';
import '../cart/cart.css';
import './checkout.css';

/** Good enough to ask a price with: a coupon that somebody has had already is told by it. The host has the last word. */
const looksComplete = (email: string): boolean => /^[^\s@]+@[^\s@.]+(\.[^\s@.]+)+$/.test(email.trim());

/** Refusals of a place, which its fields tell too. */
const notSold = new Set(['tax_unknown', 'not_shipped_there']);

export function CheckoutPage() {
  const { t } = useLingui();
  useTitle(t`Checkout`);
  const { cart, problem: cartProblem, reload, busy: cartBusy } = useCart();
  const { signedIn } = useSession();
  const say = useSay();
  const navigate = useNavigate();
  const [address, setAddress] = useState(blankAddress);
  const [email, setEmail] = useState('');
  const [method, setMethod] = useState<ShippingMethod>('standard');
  const points = usePickupPoints();
  const [point, setPoint] = useState<PickupPoint | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const offer = usePaymentMethods();
  const { policies, again: policiesAgain } = usePolicies();
  const [keep, setKeep] = useState(false);
  const [saved, setSaved] = useState<SavedAddress[]>([]);
  const [save, setSave] = useState(false);
  const [vatNumber, setVatNumber] = useState('');
  const [placing, setPlacing] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [changed, setChanged] = useState<{ was: number } | null>(null);
  const typed = useRef(false);
  const underWay = useRef(false);
  const trouble = useRef<HTMLDivElement>(null);
  const cardForm = useRef<CardForm>(null);
  // What the form made stays while nobody knows the outcome: a new token would be a new order.
  const made = useRef<string | null>(null);
  const [cardProblem, setCardProblem] = useState<string | null>(null);

  useEffect(() => {
    if (!signedIn) return;
    const stop = new AbortController();
    // Without its address book the checkout works as well.
    Promise.all([readProfile(stop.signal), readAddresses(stop.signal).catch((): SavedAddress[] => [])]).then(
      ([user, book]) => {
        setSaved(book);
        const first = book.find((one) => one.default)?.address ?? user.address;
        // What the shopper has begun to type is not replaced by what is on record.
        if (!typed.current) setAddress(filledIn(first ?? { ...blankAddress, name: user.name ?? '' }));
        if (!user.address) setKeep(true);
      },
      () => undefined,
    );
    return () => stop.abort();
  }, [signedIn]);

  // E-books and the like need no street, nor does what is fetched.
  const ships = cart?.items.some((item) => item.requires_shipping !== false) ?? true;
  const fetched = ships && method === 'pickup' && point !== null;
  const to: Pick<QuoteRequest, 'shipping_address' | 'shipping_method' | 'pickup_point_id'> | null = !ships
    ? address.country === ''
      ? null
      : { shipping_address: placeOf(address) }
    : fetched
      ? { shipping_method: 'pickup', pickup_point_id: point.pickup_point_id, ...(address.name.trim() ? { shipping_address: { name: address.name.trim(), country: point.country } } : {}) }
      : isComplete(address)
        ? { shipping_address: cleaned(address), shipping_method: method }
        : null;
  const request: QuoteRequest | null =
    cart && cart.items.length > 0 && to ? { ...to, ...(!signedIn && looksComplete(email) ? { email: email.trim() } : {}), ...(vatNumber ? { vat_number: vatNumber } : {}) } : null;
  const live = useQuote(request, cart?.version ?? 0);
  const quote = live.quote;
  const stops = live.current ? (quote?.problems ?? []) : [];
  // What costs nothing is paid with nothing.
  const free = live.current && quote?.total_price === 0;
  const choice = offer.methods ? choiceOf(offer.methods, chosen) : null;
  const paidBy = methodOf(offer.methods ?? [], choice);
  const byTransfer = paidBy?.method === 'bank_transfer';
  const payable = free || choice !== null;
  const ready = payable && live.current && !cartBusy && stops.length === 0 && quote !== null && request !== null;

  // A method that the new address does not have gives way to the first that it has, before anybody orders.
  const lost = live.current && quote !== null && quote.problems.some((one) => one.code === 'shipping_method_unavailable') ? quote.shipping_method : null;
  useEffect(() => {
    if (lost !== null) setMethod(lost);
  }, [lost]);

  useEffect(() => {
    if (problem || changed || cardProblem) trouble.current?.scrollIntoView({ block: 'nearest' });
  }, [problem, changed, cardProblem]);

  const isNew = !saved.some((one) => isSame(one.address, address));

  const change = (next: typeof address) => {
    typed.current = true;
    setAddress(next);
  };

  // The token to pay with; null where the form has said why there is none.
  const token = async (): Promise<string | null> => {
    if (!paidBy?.form) return choice;
    if (made.current === null) {
      const answer = (await cardForm.current?.make()) ?? { message: t`The card form is not there yet. Please wait a moment.` };
      if ('message' in answer) {
        setCardProblem(answer.message);
        return null;
      }
      made.current = answer.token;
    }
    return made.current;
  };

  const place = async () => {
    // A second press can come before the first has been drawn: the state alone would let it through.
    if (!ready || underWay.current || !cart) return;
    underWay.current = true;
    setPlacing(true);
    setProblem(null);
    setChanged(null);
    setCardProblem(null);
    const agreed = agreedTo(policies).map(({ name, version }) => ({ name, version }));
    try {
      const paying = free ? null : await token();
      if (!free && paying === null) return;
      const order = await placeOrder(
        { ...request, ...(paying === null ? {} : { payment_method: { token: paying } }), expected_total: quote.total_price, ...(signedIn ? {} : { email: email.trim() }), ...(agreed.length > 0 ? { agreed_policies: agreed } : {}) },
        cart.version,
      );
      // The address is a courtesy for next time: the order stands whether or not it could be kept.
      if (signedIn && keep && ships && !fetched) changeProfile({ address: cleaned(address) }).catch(() => say.bad(t`The order is placed, but the address could not be saved to your profile.`));
      if (signedIn && save && isNew && ships && !fetched) addAddress({ address: cleaned(address) }).catch(() => say.bad(t`The order is placed, but the address could not be saved to your address book.`));
      reload();
      navigate(`/orders/${encodeURIComponent(order.order_id)}`, { replace: true, state: { placed: true } });
    } catch (error) {
      const refusal = asProblem(error);
      if (!refusal.outcomeUnknown) made.current = null;
      if (refusal.code === 'policy_changed') policiesAgain();
      if (refusal.code === 'price_changed') {
        const now = await live.again();
        if (now && now.total_price !== quote.total_price) setChanged({ was: quote.total_price });
        else setProblem(refusal);
        reload();
      } else {
        setProblem(refusal);
        // While nobody knows the outcome the page stays as it is, so that the next press repeats this very attempt.
        if (refusal.status === 409 && !refusal.outcomeUnknown) {
          void live.again();
          reload();
        }
      }
    } finally {
      underWay.current = false;
      setPlacing(false);
    }
  };

  if (cart && cart.items.length === 0 && !placing) {
    return (
      <div className="page">
        <div className="page-head">
          <h1><Trans>Checkout</Trans></h1>
        </div>
        <EmptyState icon={<CartIcon />} title={t`There is nothing to check out`}>
          <p><Trans>Put something into your cart first.</Trans></p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </EmptyState>
      </div>
    );
  }

  return (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Checkout</Trans></h1>
        {!signedIn && (
          <p className="small">
            <Trans>Have an account? <Link to="/sign-in?next=/checkout">Sign in</Link>. You can also buy without one.</Trans>
          </p>
        )}
      </div>
      {cartProblem && <ErrorBanner problem={cartProblem} retry={reload} />}
      {!cart && !cartProblem && <Loading what={t`Loading checkout`} />}
      {cart && (
        <div className="with-aside">
          <form
            id="checkout"
            className="stack stack--loose"
            aria-label={t`Checkout`}
            onSubmit={(event) => {
              event.preventDefault();
              void place();
            }}
          >
            {!signedIn && (
              <section className="stack" aria-labelledby="contact-title">
                <h2 id="contact-title"><Trans>Contact</Trans></h2>
                <Field label={t`E-mail`} type="email" name="email" autoComplete="email" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} hint={t`For the confirmation and news about your order.`} />
              </section>
            )}
            <section className="stack" aria-labelledby="address-title">
              <h2 id="address-title">{!ships ? t`Where you are` : fetched ? t`Who fetches it` : t`Shipping address`}</h2>
              {signedIn && ships && !fetched && saved.length > 0 && <SavedAddresses saved={saved} address={address} choose={(one) => change(filledIn(one))} />}
              {!ships && <p className="small soft"><Trans>Nothing of this is sent. The country is asked for the tax.</Trans></p>}
              {fetched ? (
                <div className="fields">
                  <Field label={t`Full name`} name="name" autoComplete="name" maxLength={120} value={address.name} onChange={(event) => change({ ...address, name: event.target.value })} error={fieldError(problem, 'name')} />
                </div>
              ) : ships ? (
                <AddressFields address={address} problem={problem ?? live.problem} change={change} />
              ) : (
                <PlaceFields address={address} problem={problem ?? live.problem} change={change} />
              )}
              {signedIn && ships && !fetched && (
                <label className="check">
                  <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
                  <span><Trans>Keep this as my address</Trans></span>
                </label>
              )}
              {signedIn && ships && !fetched && isNew && isComplete(address) && (
                <label className="check">
                  <input type="checkbox" checked={save} onChange={(event) => setSave(event.target.checked)} />
                  <span><Trans>Save it to my address book</Trans></span>
                </label>
              )}
              <BusinessField problem={problem ?? live.problem} taken={setVatNumber} />
            </section>
            {ships && (
              <ShippingChoice
                chosen={method}
                choose={setMethod}
                quote={quote}
                points={points}
                point={point}
                choosePoint={(next) => {
                  setPoint(next);
                  setMethod('pickup');
                }}
              />
            )}
            {!free && <PaymentChoice offer={offer} chosen={choice} choose={setChosen} total={quote?.total_price ?? cart.total_price} currency={quote?.currency ?? cart.currency ?? 'USD'} cardForm={cardForm} />}
          </form>
          <aside className="panel panel--mist stack" aria-labelledby="summary-title">
            <h2 id="summary-title" className="checkout__summary">
              <Trans>Your order</Trans>
            </h2>
            <QuoteSummary quote={quote} cart={cart} stale={quote !== null && !live.current} />
            <CouponForm cart={cart} quote={live.current ? quote : null} />
            <div className="stack stack--tight" ref={trouble}>
              {live.problem &&
                (notSold.has(live.problem.code) ? (
                  <NotSoldThere problem={live.problem} country={address.country} />
                ) : (
                  <ErrorBanner problem={live.problem} retry={() => void live.again()} />
                ))}
              <Stops problems={stops.filter((stop) => stop.code !== 'no_payment_methods')} lines={quote?.lines ?? []} />
              {cardProblem && (
                <p className="notice notice--warn" role="alert" data-testid="card-problem">
                  {cardProblem}
                </p>
              )}
              {changed && quote && <PriceChanged was={changed.was} quote={quote} />}
              {problem && !notSold.has(problem.code) && <Refused problem={problem} />}
            </div>
            <Agreement policies={policies} />
            {/* The button has these words alone, as the law asks (§ 312j BGB; Directive 2011/83/EU, article 8); the total stands above it. */}
            <button type="submit" form="checkout" className="button button--primary button--wide" data-testid="place-order" disabled={placing || !(payable || offer.methods === null) || (request !== null && !ready)} aria-busy={placing}>
              {placing ? t`Placing your order…` : quote && live.current && !free && payable ? t`Order with obligation to pay` : t`Place order`}
            </button>
            <p className="tiny soft">{free ? t`Nothing is to be paid.` : !payable && offer.methods ? t`This shop does not take payments yet.` : byTransfer ? t`Nothing is charged: the order waits for your transfer of exactly this total.` : t`You are charged exactly this total, or nothing.`}</p>
          </aside>
        </div>
      )}
    </div>
  );
}
