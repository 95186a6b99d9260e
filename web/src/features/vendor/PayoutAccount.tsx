// Where a vendor's payouts go, and the form that changes it: with the password again.
import { useState } from 'react';
import { provePassword, readPayoutProvider, saveOwnAccount } from '../../api/desk/payouts';
import { readOwnAccount } from '../../api/desk/vendor';
import { Field } from '../../ui/Field';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/browser/useLoad';
import { dateTime } from '../../ui/words';
import { AskDialog } from '../order/AskDialog';

export function PayoutAccount() {
  const say = useSay();
  const provider = useLoad(['payouts', 'provider'], (signal) => readPayoutProvider(signal));
  const account = useLoad(['payouts', 'own'], (signal) => readOwnAccount(signal));
  const [changing, setChanging] = useState(false);
  const destination = provider.data?.destination;
  const there = account.data && [account.data.holder, account.data.iban, account.data.stripe_account].filter(Boolean).join(', ');
  const waitsUntil = account.data?.payable_at && Date.parse(account.data.payable_at) > Date.now() ? account.data.payable_at : null;
  return (
    <section className="stack" aria-labelledby="account-title" data-testid="own-account">
      <div className="row row--apart">
        <h2 id="account-title">Where your payouts go</h2>
        {destination && destination !== 'none' && (
          <button type="button" className="button button--small" data-testid="change-account" onClick={() => setChanging(true)}>
            {there ? 'Change' : 'Give an account'}
          </button>
        )}
      </div>
      <p>{there ? there : 'The shop knows no account of yours yet.'}</p>
      {waitsUntil && (
        <p className="notice" data-testid="account-waits">
          It was changed lately and is not paid to before {dateTime(waitsUntil)}, unless the shop confirms it with you.
        </p>
      )}
      {destination === 'none' && <p className="small soft">The shop pays by hand. Write to it to change your account.</p>}
      {changing && (
        <ChangeDialog
          asksStripe={destination === 'stripe_account'}
          holdSeconds={provider.data?.account_hold_seconds ?? 0}
          close={() => setChanging(false)}
          done={() => {
            setChanging(false);
            say.good('Your account is saved. A mail tells you of it.');
            account.reload();
          }}
        />
      )}
    </section>
  );
}

const SecondsOfDay = 86_400;
const SecondsOfHour = 3_600;

function hold(seconds: number): string {
  if (seconds === 0) return '';
  const [number, word] = seconds >= SecondsOfDay ? [Math.round(seconds / SecondsOfDay), 'day'] : [Math.ceil(seconds / SecondsOfHour), 'hour'];
  return `For ${number} ${word}${number === 1 ? '' : 's'} nothing is paid to the new account, unless the shop confirms it with you. `;
}

function ChangeDialog({ asksStripe, holdSeconds, close, done }: { asksStripe: boolean; holdSeconds: number; close: () => void; done: () => void }) {
  const [holder, setHolder] = useState('');
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  const [stripe, setStripe] = useState('');
  const [password, setPassword] = useState('');
  const isComplete = password !== '' && (asksStripe ? stripe.trim() !== '' : holder.trim() !== '' && iban.trim() !== '');
  const ask = async () => {
    const { proof } = await provePassword(password);
    return saveOwnAccount(proof, asksStripe ? { stripe_account: stripe } : { holder, iban, ...(bic.trim() ? { bic } : {}) });
  };
  return (
    <AskDialog title="Where your payouts go" action="Save account" busyWord="Saving…" disabled={!isComplete} ask={ask} done={done} close={close} testId="own-account-save">
      <p className="soft">{hold(holdSeconds)}All who sell for you are told by mail.</p>
      {asksStripe ? (
        <Field label="Account at Stripe" hint="Its id begins with acct_ and stands in the account's settings there" required maxLength={64} autoComplete="off" value={stripe} onChange={(event) => setStripe(event.target.value)} />
      ) : (
        <>
          <Field label="Holder" required maxLength={70} value={holder} onChange={(event) => setHolder(event.target.value)} />
          <Field label="IBAN" required maxLength={50} autoComplete="off" value={iban} onChange={(event) => setIban(event.target.value)} />
          <Field label="BIC" optional maxLength={11} autoComplete="off" value={bic} onChange={(event) => setBic(event.target.value)} />
        </>
      )}
      <Field label="Your password" type="password" required autoComplete="current-password" value={password} onChange={(event) => setPassword(event.target.value)} />
    </AskDialog>
  );
}
