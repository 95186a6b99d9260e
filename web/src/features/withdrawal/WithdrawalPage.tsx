// The withdrawal function in two steps (Directive 2011/83/EU, article 11a): who and what, then the confirmation that binds. The link of the
// order's mail opens it without an account.
import type { MessageDescriptor } from '@lingui/core';
import { msg, t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useWatch } from 'react-hook-form';
import { Link, useParams, useSearchParams } from 'react-router';
import * as z from 'zod/mini';
import { confirmWithdrawal, draftWithdrawal, getOrder, readWithdrawal } from '../../api/orders';
import { asProblem } from '../../api/core/problem';
import type { Order, Withdrawal, WithdrawalAsk, WithdrawalRight } from '../../api/types';
import { Field } from '../../ui/Field';
import { Form, FormTrouble } from '../../ui/forms/Form';
import { email as emailRule, text } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { money } from '../../ui/money';
import { QueryState } from '../../ui/QueryState';
import { useTitle } from '../../ui/useTitle';
import { dateTime, shortId } from '../../ui/words';
import { chosen, UnitsForm } from '../order/returns/UnitsForm';
import { useOnce } from '../order/useOnce';
import { endsAt, noWithdrawalWords } from './withdrawalWords';
import '../cart/cart.css';
import '../order/order.css';

interface Opened {
  order: Order;
  right: WithdrawalRight;
  /** What opened it beside the account or the device; undefined where those did. */
  key?: string;
}

async function open(orderId: string, key: string | null, signal: AbortSignal): Promise<Opened> {
  const read = async (by?: string): Promise<Opened> => {
    const [order, right] = await Promise.all([getOrder(orderId, signal, by), readWithdrawal(orderId, signal, by)]);
    return { order, right, key: by };
  };
  try {
    return await read();
  } catch (error) {
    const { status } = asProblem(error);
    if (key === null || (status !== 401 && status !== 404)) throw error;
    return read(key);
  }
}

export function WithdrawalPage() {
  const { t } = useLingui();
  const { orderId = '' } = useParams();
  const [search] = useSearchParams();
  const key = search.get('key');
  useTitle(t`Withdraw from the contract`);
  const opened = useQuery({ queryKey: ['orders', orderId, 'withdrawal', key], queryFn: ({ signal }) => open(orderId, key, signal), gcTime: 0 });
  const back = `/orders/${encodeURIComponent(orderId)}${key ? `?key=${encodeURIComponent(key)}` : ''}`;
  return (
    <div className="page page--narrow">
      <div className="page-head">
        <div className="stack stack--tight">
          <Link className="small" to={back}>
            <Trans>Order {shortId(orderId)}</Trans>
          </Link>
          <h1><Trans>Withdraw from the contract</Trans></h1>
        </div>
      </div>
      <div className="page-end">
        <QueryState of={opened} what={t`Loading the order`} />
        {opened.data && (opened.data.right.can_withdraw ? <Steps opened={opened.data} back={back} /> : <Closed right={opened.data.right} />)}
      </div>
    </div>
  );
}

const whyNot: Record<string, MessageDescriptor> = {
  withdrawal_expired: msg`The period of withdrawal is over. What is faulty can be returned all the same: write to us.`,
  withdrawal_not_offered: msg`There is no right of withdrawal for orders to this country.`,
  withdrawal_excluded: msg`There is no right of withdrawal for what was ordered, as shown before the sale.`,
  nothing_to_withdraw: msg`Nothing of this order is left to withdraw from: it has ended, or all of it is on its way back.`,
};

function Closed({ right }: { right: WithdrawalRight }) {
  const { t } = useLingui();
  const why = right.why_not ? whyNot[right.why_not] : undefined;
  return (
    <div className="stack" data-testid="withdrawal-closed">
      <p>{why && t(why)}</p>
      {right.why_not === 'withdrawal_expired' && right.until && <p className="small soft"><Trans>It ended {endsAt(right.until)}.</Trans></p>}
    </div>
  );
}

const rules = z.object({ name: text(200, () => t`Please enter your name.`), email: emailRule() });

function Steps({ opened: { order, right, key }, back }: { opened: Opened; back: string }) {
  const { t } = useLingui();
  const [parts, setParts] = useState(false);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [draft, setDraft] = useState<Withdrawal | null>(null);
  const [done, setDone] = useState<Withdrawal | null>(null);
  const once = useOnce();
  const items = chosen(counts);
  const form = useForm({
    schema: rules,
    start: { name: order.shipping_address?.name ?? '', email: order.email },
    draft: `withdrawal-${order.order_id}`,
    keepsDraft: true,
    send: async (values) => setDraft(await draftWithdrawal(order.order_id, { ...values, ...(parts ? { items } : {}) }, key)),
  });
  const { name, email } = useWatch({ control: form.hook.control });
  const ask: WithdrawalAsk = { name: name?.trim() ?? '', email: email?.trim() ?? '', ...(parts ? { items } : {}) };

  // Each step begins where it can be read.
  useEffect(() => {
    window.scrollTo({ top: 0 });
  }, [draft, done]);

  if (done) {
    return (
      <div className="stack" role="status" data-testid="withdrawal-done">
        <p className="order__thanks"><Trans>We have your withdrawal.</Trans></p>
        <p>
          <Trans>Received {dateTime(done.at)}. The receipt is on its way to <strong>{done.email}</strong>.</Trans>
        </p>
        <Effect one={done} />
        <p>
          <Link className="button" to={back}>
            <Trans>Back to the order</Trans>
          </Link>
        </p>
      </div>
    );
  }

  if (draft) {
    return (
      <form
        className="stack"
        aria-label={t`Confirm withdrawal`}
        onSubmit={(event) => {
          event.preventDefault();
          void form.run(async () => {
            setDone(await once(ask, (attempt) => confirmWithdrawal(order.order_id, ask, attempt, key)));
            form.forget();
          });
        }}
      >
        <p>
          <Trans>I, <strong>{ask.name}</strong>, withdraw from the contract of order <strong>{shortId(order.order_id)}</strong>, placed {dateTime(order.created_at)}, for:</Trans>
        </p>
        <ul className="order-lines">
          {draft.items.map((item) => (
            <li key={item.product_id}>
              <span>
                {item.quantity} × {item.product_name}
              </span>
              <span className="small soft">{item.to_send_back === 0 ? t`not sent yet` : item.to_send_back === item.quantity ? t`to be sent back` : t`${item.to_send_back} to be sent back`}</span>
            </li>
          ))}
        </ul>
        <Effect one={draft} />
        <p className="small soft"><Trans>The receipt goes to {ask.email}.</Trans></p>
        <FormTrouble of={form} />
        <div className="row">
          <button type="submit" className="button button--primary" aria-disabled={form.busy} aria-busy={form.busy} data-testid="withdrawal-confirm">
            <Trans>Confirm withdrawal</Trans>
          </button>
          <button type="button" className="button button--quiet" disabled={form.busy} onClick={() => setDraft(null)}>
            <Trans>Back</Trans>
          </button>
        </div>
      </form>
    );
  }

  return (
    <Form of={form} aria-label={t`Withdrawal`}>
      <p><Trans>You need not give a reason. Nothing is binding before you confirm it on the next page.</Trans></p>
      {right.until && <p className="small soft"><Trans>You can withdraw until {endsAt(right.until)}.</Trans></p>}
      <Field label={t`Your name`} required autoComplete="name" maxLength={200} {...form.field('name')} />
      <Field label={t`E-mail for the receipt`} type="email" required autoComplete="email" maxLength={254} {...form.field('email')} />
      <fieldset className="stack stack--tight">
        <legend className="field__label"><Trans>Withdraw from</Trans></legend>
        <label className="check">
          <input type="radio" name="what" checked={!parts} onChange={() => setParts(false)} />
          <span><Trans>the whole order, as far as it can be</Trans></span>
        </label>
        <label className="check">
          <input type="radio" name="what" checked={parts} onChange={() => setParts(true)} data-testid="withdraw-parts" />
          <span><Trans>some of it</Trans></span>
        </label>
      </fieldset>
      <Excluded right={right} />
      {parts && (
        <UnitsForm
          legend={t`How many of each`}
          rows={right.items.map((line) => ({ line, min: 0, max: line.quantity, hint: t`up to ${line.quantity}` }))}
          counts={counts}
          change={setCounts}
        />
      )}
      <div className="row">
        <button type="submit" className="button button--primary" disabled={form.busy || (parts && items.length === 0)} aria-busy={form.busy} data-testid="withdrawal-next">
          <Trans>Continue</Trans>
        </button>
        <Link className="button button--quiet" to={back}>
          <Trans>Never mind</Trans>
        </Link>
      </div>
    </Form>
  );
}

function Excluded({ right }: { right: WithdrawalRight }) {
  if (right.excluded.length === 0) return null;
  return (
    <ul className="small soft" data-testid="withdrawal-excluded">
      {right.excluded.map((line) => (
        <li key={line.product_id}>
          {line.product_name}: {noWithdrawalWords(line.reason)}
        </li>
      ))}
    </ul>
  );
}

/** The money, and when it moves. */
function Effect({ one }: { one: Withdrawal }) {
  const [now, later] = [one.paid_back_now ?? 0, one.paid_back_later ?? 0];
  const sendsBack = one.items.some((item) => item.to_send_back > 0);
  return (
    <div className="stack stack--tight" data-testid="withdrawal-effect">
      {one.status === 'waiting' && <p><Trans>The order is just being changed; your withdrawal binds all the same and is carried out right after that.</Trans></p>}
      {now > 0 && <p><Trans>{money(now, one.currency)} goes back at once, the way you paid.</Trans></p>}
      {sendsBack && (
        <p>
          <Trans>Send the things back within 14 days. {money(later, one.currency)} goes back when they are here, or when you have shown on the order's page that you sent them.</Trans>
        </p>
      )}
      {now === 0 && !sendsBack && one.status !== 'waiting' && <p><Trans>Nothing has been paid for it, so nothing is owed.</Trans></p>}
    </div>
  );
}
