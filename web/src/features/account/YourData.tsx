// What the shop keeps of whoever is signed in: a file of all of it, and the way out for good.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import * as z from 'zod/mini';
import { eraseMe, readMyData, type OwnerProof } from '../../api/account';
import { asProblem, type Problem } from '../../api/core/problem';
import { Dialog } from '../../ui/Dialog';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { PasswordField, Whose } from '../../ui/forms/fields';
import { Form, Submit } from '../../ui/forms/Form';
import { password } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { leaveNothing } from '../../ui/browser/leaving';
import { saveFile } from '../../ui/browser/saveFile';
import { useSay } from '../../ui/Toasts';
import { shortId } from '../../ui/words';
import { PasskeyInstead } from './PasskeyInstead';

export function YourData({ email }: { email: string }) {
  const { t } = useLingui();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [leaving, setLeaving] = useState(false);

  const save = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      saveFile('my-data.json', new Blob([await readMyData()], { type: 'application/json' }));
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <section className="stack" aria-labelledby="data-heading">
      <h2 className="account__heading" id="data-heading">
        <Trans>Your data</Trans>
      </h2>
      <p className="small soft"><Trans>Everything this shop keeps of your account, in one file: orders, payments, mails, your cart and what was counted.</Trans></p>
      {problem && <ErrorBanner problem={problem} />}
      <div className="row">
        <button type="button" className="button" aria-disabled={busy} data-testid="download-data" onClick={() => void save()}>
          {busy ? t`Collecting…` : t`Download my data`}
        </button>
        <button type="button" className="button button--danger" data-testid="delete-account" onClick={() => setLeaving(true)}>
          <Trans>Delete my account…</Trans>
        </button>
      </div>
      {leaving && <DeleteDialog email={email} close={() => setLeaving(false)} />}
    </section>
  );
}

const rules = z.object({ password: password() });

function DeleteDialog({ email, close }: { email: string; close: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate();
  const say = useSay();
  const erase = async (proof: OwnerProof) => {
    await eraseMe(proof);
    leaveNothing();
    say.good(t`Your account is deleted. A last mail says so.`);
    navigate('/');
  };
  const form = useForm({ schema: rules, start: { password: '' }, send: erase });
  const said = form.problem ? instead[form.problem.code] : undefined;

  return (
    <Dialog title={t`Delete your account?`} close={close}>
      <Form
        of={{ ...form, problem: said ? null : form.problem }}
        data-testid="delete-dialog"
        head={
          <>
            <p><Trans>Your account is closed for good. Name, addresses, e-mail address, mails, cart and all that you wrote are erased, also in your orders.</Trans></p>
            <p className="soft"><Trans>What you bought, for how much and when stays in our books without your name, because the law asks for it. There is no way back.</Trans></p>
            {said && form.problem && (
              <ErrorBanner problem={t(said)}>
                <UnderWay problem={form.problem} />
              </ErrorBanner>
            )}
          </>
        }
      >
        <Whose email={email} />
        <PasswordField label={t`Your password`} {...form.field('password')} />
        <div className="row">
          <Submit of={form} busy={t`Deleting…`} className="button button--danger"><Trans>Delete for good</Trans></Submit>
          <PasskeyInstead of={form} act={erase}><Trans>Delete with a passkey</Trans></PasskeyInstead>
          <button type="button" className="button button--quiet" onClick={close}>
            <Trans>Keep my account</Trans>
          </button>
        </div>
      </Form>
    </Dialog>
  );
}

/** The host speaks to programs and staff; here in the words of whoever wants to leave. */
const instead: Record<string, MessageDescriptor> = {
  order_under_way: msg`An order is still on its way. It needs your name and address until it has ended; then you can delete your account.`,
  vendor_account: msg`This account sells in the shop. Its goods, orders and balance need somebody: ask the shop to end that first.`,
  last_admin: msg`This is the only administrator of the shop. Make another one first.`,
  order_does_not_hold: msg`One of your orders has to be looked at by the shop first. Please write to us.`,
};

function UnderWay({ problem }: { problem: Problem }) {
  const orders = problem.members.orders;
  return problem.code === 'order_under_way' && Array.isArray(orders) ? (
    <ul>
      {orders.map((order) => (
        <li key={String(order)}>
          <Link to={`/orders/${encodeURIComponent(String(order))}`}><Trans>Order {shortId(String(order))}</Trans></Link>
        </li>
      ))}
    </ul>
  ) : null;
}
