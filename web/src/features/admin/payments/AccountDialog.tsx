// Where a vendor is paid to. The number that is there is shown in part; another one is given whole.
import { useState } from 'react';
import { readVendorAccount, saveVendorAccount } from '../../../api/vendor';
import { Field } from '../../../ui/Field';
import { useLoad } from '../../../ui/useLoad';
import { AskDialog } from '../../order/AskDialog';

export function AccountDialog({ vendorId, close, done }: { vendorId: string; close: () => void; done: () => void }) {
  const known = useLoad((signal) => readVendorAccount(vendorId, signal), vendorId);
  const [holder, setHolder] = useState('');
  const [iban, setIban] = useState('');
  const [bic, setBic] = useState('');
  return (
    <AskDialog
      title={`Account of ${vendorId}`}
      action="Save account"
      busyWord="Saving…"
      disabled={!holder.trim() || !iban.trim()}
      ask={() => saveVendorAccount(vendorId, { holder, iban, ...(bic.trim() ? { bic } : {}) })}
      done={done}
      close={close}
      testId="account-save"
    >
      <p className="soft">{known.data ? `Now: ${known.data.holder}, ${known.data.iban}. Give the whole of another to change it.` : 'No account is known yet.'}</p>
      <Field label="Holder" required maxLength={70} value={holder} onChange={(event) => setHolder(event.target.value)} />
      <Field label="IBAN" required maxLength={50} autoComplete="off" value={iban} onChange={(event) => setIban(event.target.value)} />
      <Field label="BIC" optional maxLength={11} autoComplete="off" value={bic} onChange={(event) => setBic(event.target.value)} />
    </AskDialog>
  );
}
