// Checkout on one page: who buys, where it goes, how it is paid, and always in view what it costs.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { Path } from 'react-hook-form';
import type { Cart, Shopper } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { CheckField } from '../../ui/forms/fields';
import { Form } from '../../ui/forms/Form';
import { money } from '../../ui/money';
import { CouponForm } from '../cart/CouponForm';
import { Agreement } from '../policies/Agreement';
import { addressNames, filledIn, oneLine } from './address';
import { AddressFields, PlaceFields } from './AddressFields';
import { BusinessField } from './BusinessField';
import type { Buyer } from './CheckoutPage';
import { PaymentChoice, ShippingChoice } from './choices';
import { NotSoldThere, PriceChanged, Refused, Stops } from './obstacles';
import { QuoteSummary } from './QuoteSummary';
import { SavedAddresses } from './SavedAddresses';
import { notSold, useBuying, type Buying, type Parts, type Typed } from './useBuying';

interface Props {
  cart: Cart;
  owner: Shopper | null;
  buyer: Buyer | null;
  placing: (is: boolean) => void;
}

export function Checkout({ cart, owner, buyer, placing }: Props) {
  const { t } = useLingui();
  const buying = useBuying(cart, owner, buyer, placing);
  const { form, typed, asks, ships, open, live, quote } = buying;
  const change = (part: keyof Parts) => () => buying.setOpen((was) => ({ ...was, [part]: true }));

  /** Folds a part that holds, and leads to the next. */
  const next = async (part: keyof Parts, fields: Path<Typed>[], to: string) => {
    if (!(await form.check(fields))) return;
    buying.setOpen((was) => ({ ...was, [part]: false }));
    const there = document.getElementById(to);
    there?.focus({ preventScroll: true });
    there?.scrollIntoView({ block: 'nearest' });
  };
  const after = {
    contact: () => void next('contact', ['email'], 'address-title'),
    address: () => void next('address', [...addressNames, 'vat_number'], ships ? 'shipping-title' : 'checkout-payment'),
  };

  const currency = quote?.currency ?? cart.currency;
  return (
    <div className="checkout">
      <Form of={{ ...form, problem: null }} id="checkout" className="stack stack--loose" aria-label={t`Checkout`}>
        <Part id="contact" title={t`Contact`} open={owner === null && open.contact} line={owner?.email ?? typed.email} change={owner === null ? change('contact') : undefined} next={after.contact}>
          <Field label={t`E-mail`} type="email" autoComplete="email" required maxLength={254} {...form.field('email')} hint={t`For the confirmation and news about your order.`} />
          <button type="button" className="button checkout__next" onClick={after.contact}>
            <Trans>Continue to delivery</Trans>
          </button>
        </Part>
        <Part
          id="address"
          title={!ships ? t`Where you are` : buying.fetched ? t`Who fetches it` : t`Shipping address`}
          open={open.address}
          line={asks === 'name' ? typed.name : asks === 'place' ? oneLine({ ...typed, name: '', line1: '', line2: '', city: '' }) : oneLine(typed)}
          change={change('address')}
          next={after.address}
        >
          <WhereTo buying={buying} buyer={buyer} />
          <button type="button" className="button checkout__next" onClick={after.address}>
            {ships ? <Trans>Continue to shipping</Trans> : <Trans>Continue to payment</Trans>}
          </button>
        </Part>
        {ships && (
          <ShippingChoice chosen={buying.method} choose={buying.setMethod} quote={quote} points={buying.points} point={buying.point} choosePoint={buying.choosePoint} />
        )}
        {!buying.free && (
          <PaymentChoice offer={buying.offer} chosen={buying.choice} choose={buying.setChosen} total={quote?.total_price ?? cart.total_price} currency={currency} cardForm={buying.cardForm} />
        )}
      </Form>
      <aside className="checkout__aside" aria-labelledby="summary-title">
        <Summary buying={buying} cart={cart} />
        <div className="checkout__pay stack stack--tight">
          <Trouble buying={buying} />
          <Agreement policies={buying.policies} />
        </div>
        <div className="checkout__bar">
          <span className="checkout__bar-total" aria-hidden="true">
            <span className="small soft">{quote && !buying.guess ? t`Total` : t`Estimated total`}</span>
            <span className="strong figure">{money(quote?.total_price ?? cart.total_price, currency)}</span>
          </span>
          {/* The button has these words alone, as the law asks (§ 312j BGB; Directive 2011/83/EU, article 8); the total stands above it. */}
          <button type="submit" form="checkout" className="button button--primary button--wide" data-testid="place-order" disabled={form.busy || buying.pricing || (buying.offer.methods !== null && !buying.payable)} aria-busy={form.busy}>
            {form.busy ? t`Placing your order…` : live.current && !buying.guess && !buying.free && buying.payable ? t`Order with obligation to pay` : t`Place order`}
          </button>
        </div>
        <p className="tiny soft checkout__promise">
          {buying.free
            ? t`Nothing is to be paid.`
            : !buying.payable && buying.offer.methods
              ? t`This shop does not take payments yet.`
              : buying.byTransfer
                ? t`Nothing is charged: the order waits for your transfer of exactly this total.`
                : t`You are charged exactly this total, or nothing.`}
        </p>
      </aside>
    </div>
  );
}

interface PartProps {
  id: string;
  title: string;
  open: boolean;
  /** What it says when it is folded. */
  line: string;
  change?: (() => void) | undefined;
  next: () => void;
  children: ReactNode;
}

function Part({ id, title, open, line, change, next, children }: PartProps) {
  // Enter goes on to the next part; only the button at the end orders.
  const enter = (event: KeyboardEvent) => {
    const { target } = event;
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || target.type === 'checkbox' || target.type === 'radio') return;
    event.preventDefault();
    next();
  };
  return (
    <section className="stack checkout__part" aria-labelledby={`${id}-title`} onKeyDown={enter}>
      <div className="row row--apart">
        <h2 id={`${id}-title`} tabIndex={-1}>
          {title}
        </h2>
        {!open && change && (
          <button type="button" className="link-button" data-testid={`change-${id}`} onClick={change}>
            <Trans>Change<span className="visually-hidden">: {title}</span></Trans>
          </button>
        )}
      </div>
      {open ? children : <p className="checkout__line" data-testid={`${id}-line`}>{line}</p>}
    </section>
  );
}

function WhereTo({ buying, buyer }: { buying: Buying; buyer: Buyer | null }) {
  const { t } = useLingui();
  const { form, typed, asks } = buying;
  return (
    <>
      {buyer && asks === 'address' && buyer.book.length > 0 && (
        <SavedAddresses
          saved={buyer.book}
          address={typed}
          choose={(one) => {
            for (const [name, value] of Object.entries(filledIn(one))) form.hook.setValue(name as Path<Typed>, value, { shouldDirty: true, shouldValidate: form.tries > 0 });
          }}
        />
      )}
      {asks === 'place' && <p className="small soft"><Trans>Nothing of this is sent. The country is asked for the tax.</Trans></p>}
      {asks === 'name' && (
        <div className="fields">
          <Field label={t`Full name`} autoComplete="name" required maxLength={120} {...form.field('name')} />
        </div>
      )}
      {asks === 'address' && <AddressFields of={form} />}
      {asks === 'place' && <PlaceFields of={form} />}
      {asks === 'address' && !buyer && (
        <CheckField {...form.field('remember')}>
          <Trans>Remember me on this device for next time</Trans>
        </CheckField>
      )}
      {asks === 'address' && buyer && (
        <CheckField {...form.field('keep')}>
          <Trans>Keep this as my address</Trans>
        </CheckField>
      )}
      {asks === 'address' && buyer && buying.isNew && !buying.guess && (
        <CheckField {...form.field('save')}>
          <Trans>Save it to my address book</Trans>
        </CheckField>
      )}
      <BusinessField
        field={form.field('vat_number')}
        given={typed.vat_number !== ''}
        taken={buying.setVatNumber}
        drop={() => {
          form.hook.setValue('vat_number', '');
          buying.setVatNumber('');
        }}
      />
    </>
  );
}

/** On a phone one line until it is opened; beside the form on a wide screen, and always open there. */
function Summary({ buying: { quote, live, guess, awaited }, cart }: { buying: Buying; cart: Cart }) {
  const { t } = useLingui();
  const [open, setOpen] = useState(false);
  return (
    <div className={`checkout__summary stack${open ? ' checkout__summary--open' : ''}`}>
      <h2 id="summary-title" className="checkout__title">
        <Trans>Your order</Trans>
      </h2>
      <button type="button" className="checkout__toggle" aria-expanded={open} aria-controls="summary" data-testid="show-summary" onClick={() => setOpen(!open)}>
        <span>{open ? t`Hide your order` : t`Show your order`}</span>
        <span className="strong figure">{money(quote?.total_price ?? cart.total_price, quote?.currency ?? cart.currency)}</span>
      </button>
      <div id="summary" className="checkout__lines stack">
        <QuoteSummary quote={quote} cart={cart} stale={quote !== null && !live.current} guess={guess} awaited={awaited} />
        <CouponForm cart={cart} quote={live.current ? quote : null} />
      </div>
    </div>
  );
}

function Trouble({ buying }: { buying: Buying }) {
  const { form, problem, quote, changed, cardProblem, told } = buying;
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (told > 0 && place.current?.firstElementChild) place.current.scrollIntoView({ block: 'center' });
  }, [told]);
  return (
    <div className="stack stack--tight" ref={place}>
      {problem && (notSold.has(problem.code) ? <NotSoldThere problem={problem} country={buying.typed.country} /> : <ErrorBanner problem={problem} retry={() => void buying.live.again()} />)}
      <Stops problems={buying.stops} lines={quote?.lines ?? []} />
      {cardProblem && (
        <p className="notice notice--warn" role="alert" data-testid="card-problem">
          {cardProblem}
        </p>
      )}
      {changed && quote && <PriceChanged was={changed.was} quote={quote} />}
      {form.problem && !notSold.has(form.problem.code) && <Refused problem={form.problem} />}
    </div>
  );
}
