// Asks for a return: which of the delivered units, and why.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { askReturn } from '../../api/orders';
import type { Order } from '../../api/types';
import { Field } from '../../ui/Field';
import { AskDialog } from './AskDialog';
import { chosen, UnitsForm } from './UnitsForm';
import { useOnce } from './useOnce';

export function ReturnDialog({ order: shown, close, asked }: { order: Order; close: () => void; asked: () => void }) {
  const { t } = useLingui();
  // As it was when it was opened: after a lost answer the page behind may count units that are asked for here as gone.
  const [order] = useState(shown);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const [reason, setReason] = useState('');
  const once = useOnce();
  const items = chosen(counts);
  const rows = order.items
    .filter((line) => line.returnable > 0)
    .map((line) => ({ line, min: 0, max: line.returnable, hint: t`up to ${line.returnable}` }));
  return (
    <AskDialog
      title={t`Return something`}
      action={t`Ask for the return`}
      busyWord={t`Asking…`}
      disabled={items.length === 0}
      ask={() => once({ items, reason }, (key) => askReturn(order.order_id, items, reason.trim(), key))}
      done={asked}
      close={close}
      testId="return-confirm"
    >
      <p><Trans>Tell us what goes back. We look at it, take the things in, and pay back what they were worth.</Trans></p>
      <UnitsForm legend={t`How many of each`} rows={rows} counts={counts} change={setCounts} />
      <Field label={t`Reason`} optional maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
    </AskDialog>
  );
}
