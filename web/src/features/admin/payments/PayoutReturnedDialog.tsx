// A payout came back, or a part of it: the vendor is owed it again.
import { useState } from 'react';
import { payoutCameBack } from '../../../api/desk/payouts';
import type { Payout } from '../../../api/types';
import { Field } from '../../../ui/Field';
import { money } from '../../../ui/money';
import { AskDialog } from '../../order/AskDialog';

export function PayoutReturnedDialog({ payout, close, done }: { payout: Payout; close: () => void; done: () => void }) {
  const left = payout.amount - payout.returned;
  const [amount, setAmount] = useState('');
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title="The payout came back"
      action="Owe it again"
      busyWord="Saving…"
      disabled={!reason.trim()}
      ask={() => payoutCameBack(payout.payout_id, reason.trim(), amount ? Number(amount) : undefined)}
      done={done}
      close={close}
      testId="returned-save"
    >
      <p className="soft">
        {payout.vendor_id} was paid {money(payout.amount, payout.currency)}. What came back is owed again and goes into the next payout.
      </p>
      <Field label="What the bank said" required maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
      <Field
        label={`Amount in ${payout.currency}`}
        hint={`Left out: all of ${money(left, payout.currency)}`}
        optional
        type="number"
        inputMode="decimal"
        step="any"
        min={0}
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
      />
    </AskDialog>
  );
}
