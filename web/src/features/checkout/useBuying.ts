// What the checkout knows and does: what was typed, what it costs, and the order. Only the total that stands on the screen is ever charged.
import { useLingui } from '@lingui/react/macro';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { useNavigate } from 'react-router';
import * as z from 'zod/mini';
import { changeProfile, isGuest } from '../../api/account';
import { addAddress } from '../../api/addresses';
import { placeOrder } from '../../api/orders';
import { asProblem } from '../../api/core/problem';
import { session } from '../../api/core/session';
import type { Cart, PickupPoint, QuoteRequest, ShippingMethod, Shopper } from '../../api/types';
import { atFields } from '../../ui/forms/faults';
import { email, looksLikeEmail, optional } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useSay } from '../../ui/Toasts';
import { useCart } from '../cart/CartContext';
import { agreedTo } from '../policies/Agreement';
import { usePolicies } from '../policies/usePolicies';
import { addressNames, blankAddress, cleaned, destinationRules, filledIn, isComplete, isSame, placeOf, type Asks, type TypedAddress } from './address';
import type { Buyer } from './CheckoutPage';
import { likelyCountry } from './countries';
import { draftOf } from '../../ui/forms/drafts';
import { checkoutDraft, remember, remembered } from './remembered';
import type { CardForm } from './StripeForm';
import { choiceOf, methodOf, usePaymentMethods } from './usePaymentMethods';
import { usePickupPoints } from './usePickupPoints';
import { useQuote } from './useQuote';

export interface Typed extends TypedAddress {
  email: string;
  vat_number: string;
  /** Keep it on this device. */
  remember: boolean;
  /** Make it the account's own address. */
  keep: boolean;
  /** Put it into the address book. */
  save: boolean;
}

/** What the page tells of a refusal of the place, rather than showing a banner. */
export const notSold = new Set(['tax_unknown', 'not_shipped_there']);

// What they say is told by the fields of the address and by the choice of payment.
const toldElsewhere = new Set(['no_payment_methods', 'address_incomplete']);

function beginsWith(buyer: Buyer | null): Typed {
  const blank = { ...blankAddress, country: likelyCountry() };
  const first = buyer?.book.find((one) => one.default)?.address ?? buyer?.user.address;
  const kept = buyer ? null : remembered();
  const address = first ? filledIn(first) : (kept?.address ?? { ...blank, name: buyer?.user.name ?? '' });
  return { ...address, email: kept?.email ?? '', vat_number: '', remember: kept !== null, keep: buyer !== null && !buyer.user.address, save: false };
}

const rulesFor = (asks: Asks, guest: boolean) =>
  destinationRules(asks, { email: guest ? email() : z.string(), vat_number: optional(30), remember: z.boolean(), keep: z.boolean(), save: z.boolean() });

export interface Parts {
  contact: boolean;
  address: boolean;
}

export function useBuying(cart: Cart, owner: Shopper | null, buyer: Buyer | null, placing: (is: boolean) => void) {
  const { t } = useLingui();
  const say = useSay();
  const navigate = useNavigate();
  const { reload, busy: cartBusy } = useCart();
  const guest = owner === null;
  const [start] = useState(() => beginsWith(buyer));
  const [method, setMethod] = useState<ShippingMethod>('standard');
  const [point, setPoint] = useState<PickupPoint | null>(null);
  const [chosen, setChosen] = useState<string | null>(null);
  const [vatNumber, setVatNumber] = useState(() => {
    const kept: unknown = draftOf<Record<string, unknown>>(checkoutDraft(owner?.user_id), { ...start })?.vat_number;
    return typeof kept === 'string' ? kept.trim() : '';
  });
  const [changed, setChanged] = useState<{ was: number } | null>(null);
  const [cardProblem, setCardProblem] = useState<string | null>(null);
  const [told, setTold] = useState(0);
  const points = usePickupPoints();
  const offer = usePaymentMethods();
  const { policies, again: policiesAgain } = usePolicies();
  const cardForm = useRef<CardForm>(null);
  // What the form made stays while nobody knows the outcome: a new token would be a new order.
  const made = useRef<string | null>(null);

  // E-books and the like need no street, nor does what is fetched.
  const ships = cart.items.some((item) => item.requires_shipping !== false);
  const fetched = ships && method === 'pickup' && point !== null;
  const asks: Asks = !ships ? 'place' : fetched ? 'name' : 'address';
  const rules = useMemo(() => rulesFor(asks, guest), [asks, guest]);
  // What is known already is one line to look over.
  const [open, setOpen] = useState<Parts>(() => {
    const known = z.safeParse(rules as z.ZodMiniType, start).success;
    return { contact: !known, address: !known };
  });

  const form = useForm<Typed>({
    schema: rules as never,
    start,
    draft: checkoutDraft(owner?.user_id),
    keepsDraft: true,
    found: (fields) => setOpen((was) => ({ contact: was.contact || fields.includes('email'), address: was.address || fields.some((field) => field !== 'email') })),
    send: place,
  });
  const typed = { ...start, ...(useWatch({ control: form.hook.control }) as Partial<Typed>) };

  const complete = isComplete(typed);
  const to: Pick<QuoteRequest, 'shipping_address' | 'shipping_method' | 'pickup_point_id'> | null = fetched
    ? { shipping_method: 'pickup', pickup_point_id: point.pickup_point_id, ...(typed.name.trim() ? { shipping_address: { name: typed.name.trim(), country: point.country } } : {}) }
    : typed.country === ''
      ? null
      : !ships
        ? { shipping_address: placeOf(typed) }
        : { shipping_address: complete ? cleaned(typed) : placeOf(typed), shipping_method: method };
  /** The place alone says what it costs as far as is known. */
  const guess = asks === 'address' && !complete;
  const request: QuoteRequest | null =
    cart.items.length > 0 && to ? { ...to, ...(guest && looksLikeEmail(typed.email) ? { email: typed.email.trim() } : {}), ...(vatNumber ? { vat_number: vatNumber } : {}) } : null;
  const live = useQuote(request, cart.version);
  const { quote } = live;
  const problem = guess ? null : live.problem;
  const stops = live.current && !guess ? (quote?.problems ?? []).filter((stop) => !toldElsewhere.has(stop.code)) : [];
  // What costs nothing is paid with nothing.
  const free = live.current && !guess && quote?.total_price === 0;
  const choice = offer.methods ? choiceOf(offer.methods, chosen) : null;
  const paidBy = methodOf(offer.methods ?? [], choice);
  const payable = free || choice !== null;
  const isNew = !(buyer?.book ?? []).some((one) => isSame(one.address, typed));

  // A method that the new address does not have gives way to the first that it has, before anybody orders.
  const gone = live.current && quote !== null && quote.problems.some((one) => one.code === 'shipping_method_unavailable') ? quote.shipping_method : null;
  useEffect(() => {
    if (gone !== null) setMethod(gone);
  }, [gone]);

  // The token to pay with; null where the form has said why there is none.
  async function token(): Promise<string | null> {
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
  }

  async function place(values: Typed): Promise<void> {
    setChanged(null);
    setCardProblem(null);
    setTold((n) => n + 1);
    if (!live.current) {
      await live.again();
      return;
    }
    if (cartBusy || !payable || stops.length > 0 || quote === null || request === null) return;
    const agreed = agreedTo(policies).map(({ name, version }) => ({ name, version }));
    placing(true);
    try {
      const paying = free ? null : await token();
      if (!free && paying === null) return;
      const order = await placeOrder(
        {
          ...request,
          ...(paying === null ? {} : { payment_method: { token: paying } }),
          expected_total: quote.total_price,
          ...(guest ? { email: values.email } : {}),
          ...(agreed.length > 0 ? { agreed_policies: agreed } : {}),
        },
        cart.version,
      );
      keepFor(values);
      reload();
      navigate(`/orders/${encodeURIComponent(order.order_id)}`, { replace: true, state: { placed: true } });
    } catch (error) {
      const refusal = asProblem(error);
      if (!refusal.outcomeUnknown) made.current = null;
      // The session has ended meanwhile, and it was a guest without a cart who asked.
      if (!guest && isGuest(session()?.user)) return;
      if (refusal.code === 'policy_changed') policiesAgain();
      if (refusal.code === 'price_changed') {
        const now = await live.again();
        reload();
        if (now && now.total_price !== quote.total_price) {
          setChanged({ was: quote.total_price });
          return;
        }
      } else if (refusal.status === 409 && !refusal.outcomeUnknown) {
        void live.again();
        reload();
      }
      // While nobody knows the outcome the page stays as it is, so that the next press repeats this very attempt.
      throw refusal;
    } finally {
      setTold((n) => n + 1);
      placing(false);
    }
  }

  /** Courtesies for next time: the order stands whether or not it could be kept. */
  function keepFor(values: Typed) {
    const sent = asks === 'address';
    if (guest) remember(values.remember && sent ? { email: values.email, address: values } : values.remember ? remembered() : null);
    else if (sent) {
      if (values.keep) changeProfile({ address: cleaned(values) }).catch(() => say.bad(t`The order is placed, but the address could not be saved to your profile.`));
      if (values.save && isNew) addAddress({ address: cleaned(values) }).catch(() => say.bad(t`The order is placed, but the address could not be saved to your address book.`));
    }
  }

  const said = atFields(problem, [...addressNames, 'vat_number', 'email']);
  return {
    form: {
      ...form,
      // What the price was refused for stands at its field as well.
      field: (name: Parameters<typeof form.field>[0]) => {
        const field = form.field(name);
        return { ...field, error: field.error ?? said.fields[name] };
      },
    },
    typed,
    asks,
    ships,
    fetched,
    guess,
    open,
    setOpen,
    method,
    setMethod,
    points,
    point,
    choosePoint: (next: PickupPoint) => {
      setPoint(next);
      setMethod('pickup');
    },
    offer,
    choice,
    setChosen,
    cardForm,
    cardProblem,
    changed,
    policies,
    setVatNumber,
    isNew,
    live,
    quote,
    problem,
    stops,
    free,
    payable,
    byTransfer: paidBy?.method === 'bank_transfer',
    /** Counts up with what the shopper has to be told beside the button. */
    told,
    awaited: request !== null && quote === null && live.problem === null,
    /** The price of exactly this is on its way. */
    pricing: request !== null && !guess && !live.current && live.problem === null,
  };
}

export type Buying = ReturnType<typeof useBuying>;
