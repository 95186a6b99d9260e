// Marks a transfer that staff have seen on the account.
import { useRef, useState } from 'react';
import { randomKey } from '../../../api/core/attempt';
import { markReceived, type Payment } from '../../../api/payments';
import { Field } from '../../../ui/Field';
import { fieldError } from '../../../ui/forms/fieldError';
import { money } from '../../../ui/money';
import { useSay } from '../../../ui/Toasts';
import { FormDialog, useSaving } from '../frame/FormDialog';

export function ReceivedDialog({ payment, close, received }: { payment: Payment; close: () => void; received: () => void }) {
  const say = useSay();
  const wait = payment.next_action;
  const [amount, setAmount] = useState(String(wait?.amount ?? ''));
  const [reference, setReference] = useState('');
  // One key a transfer: another amount is another one, and the same after a lost answer is the same.
  const key = useRef({ of: '', key: '' });
  const saving = useSaving(async () => {
    const of = `${amount}|${reference}`;
    if (key.current.of !== of) key.current = { of, key: randomKey() };
    const now = await markReceived(payment.payment_id, { amount: Number(amount), ...(reference.trim() ? { reference: reference.trim() } : {}) }, key.current.key);
    say.good(now.next_action ? `${money(now.next_action.amount, now.next_action.currency)} is still missing.` : 'The transfer is booked.');
    received();
  });
  const { problem } = saving;
  return (
    <FormDialog of={saving} title="Mark a transfer as received" close={close} verb="Book it" doing="Booking…" back="Back" testId="received-confirm">
      <p>
        {wait ? `${money(wait.amount, wait.currency)} is missing. ` : ''}Too little stays and the order waits for the rest; of too much the surplus is sent back.
      </p>
      <Field
        label={`Amount in ${payment.currency ?? ''}`}
        inputMode="decimal"
        required
        pattern="[0-9]+([.][0-9]{1,3})?"
        title="An amount such as 79.97"
        value={amount}
        onChange={(event) => setAmount(event.target.value)}
        error={fieldError(problem, 'amount')}
      />
      <Field label="Reference" optional maxLength={40} hint="As the transfer names it. It is checked." value={reference} onChange={(event) => setReference(event.target.value)} error={fieldError(problem, 'reference')} />
    </FormDialog>
  );
}
