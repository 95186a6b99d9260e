// Where a vendor is paid to. The number that is there is shown in part; another one is given whole.
import { useState } from 'react';
import { readVendorAccount, saveVendorAccount } from '../../../api/desk/vendor';
import { Field } from '../../../ui/Field';
import { useLoad } from '../../../ui/browser/useLoad';
import { AskDialog } from '../../order/AskDialog';

export function AccountDialog({ vendorId, asksStripe, close, done }: { vendorId: string; asksStripe: boolean; close: () => void; done: () => void }) {
  const known = useLoad(['payouts', 'account', vendorId], (signal) => readVendorAccount(vendorId, signal));
  const [holder, setHolder] = useState('');
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  const [stripe, setStripe] = useState('');
  const now = known.data && [known.data.holder, known.data.iban, known.data.stripe_account].filter(Boolean).join(', ');
  return (
    <AskDialog
      title={`Account of ${vendorId}`}
      action="Save account"
      busyWord="Saving…"
      disabled={asksStripe ? !stripe.trim() : !holder.trim() || !iban.trim()}
      ask={() => saveVendorAccount(vendorId, asksStripe ? { stripe_account: stripe } : { holder, iban, ...(bic.trim() ? { bic } : {}) })}
      done={done}
      close={close}
      testId="account-save"
    >
      <p className="soft">{now ? `Now: ${now}. Give the whole of another to change it; the vendor is told by mail.` : 'No account is known yet.'}</p>
      {asksStripe ? (
        <Field label="Account at Stripe" hint="Its id begins with acct_" required maxLength={64} autoComplete="off" value={stripe} onChange={(event) => setStripe(event.target.value)} />
      ) : (
        <>
          <Field label="Holder" required maxLength={70} value={holder} onChange={(event) => setHolder(event.target.value)} />
          <Field label="IBAN" required maxLength={50} autoComplete="off" value={iban} onChange={(event) => setIban(event.target.value)} />
          <Field label="BIC" optional maxLength={11} autoComplete="off" value={bic} onChange={(event) => setBic(event.target.value)} />
        </>
      )}
    </AskDialog>
  );
}
