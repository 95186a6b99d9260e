// Asks for a return: which of the delivered units, why, and about what would come back.
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { useWatch } from 'react-hook-form';
import * as z from 'zod/mini';
import { askReturn } from '../../../api/orders';
import type { Order } from '../../../api/types';
import { Field, SelectField } from '../../../ui/Field';
import { Form } from '../../../ui/forms/Form';
import { optional } from '../../../ui/forms/rules';
import { useForm } from '../../../ui/forms/useForm';
import { money } from '../../../ui/money';
import { Dialog } from '../../../ui/Dialog';
import { AskFoot } from '../AskDialog';
import { Refused } from '../Refused';
import { backFor } from './returnWorth';
import { chosen, UnitsForm } from './UnitsForm';
import { useOnce } from '../useOnce';

/** Chosen in the reader's language and sent in it: the shop's people read what the customer read. */
const reasons: MessageDescriptor[] = [
  msg`It does not fit`,
  msg`It is damaged or faulty`,
  msg`It is not what was described`,
  msg`The wrong thing came`,
  msg`It came too late`,
  msg`I changed my mind`,
];

const rules = z.object({ why: z.string(), reason: optional(400) });

export function ReturnDialog({ order: shown, close, asked }: { order: Order; close: () => void; asked: () => void }) {
  const { t } = useLingui();
  // As it was when it was opened: after a lost answer the page behind may count units that are asked for here as gone.
  const [order] = useState(shown);
  const [counts, setCounts] = useState<Record<string, number>>({});
  const once = useOnce();
  const items = chosen(counts);
  const form = useForm({
    schema: rules,
    start: { why: '', reason: '' },
    draft: `return-${order.order_id}`,
    send: async ({ why, reason }) => {
      const said = [why, reason].filter(Boolean).join(': ');
      await once({ items, said }, (key) => askReturn(order.order_id, items, said, key));
      asked();
    },
  });
  const why = useWatch({ control: form.hook.control, name: 'why' });
  const rows = order.items.filter((line) => line.returnable > 0).map((line) => ({ line, min: 0, max: line.returnable, hint: t`up to ${line.returnable}` }));
  const back = backFor(order, items);
  return (
    <Dialog title={t`Return something`} close={close}>
      <Form of={{ ...form, problem: null }}>
        <p><Trans>Tell us what goes back. We look at it, take the things in, and pay back what they were worth.</Trans></p>
        <UnitsForm legend={t`How many of each`} rows={rows} counts={counts} change={setCounts} />
        <SelectField label={t`Why`} optional {...form.field('why')}>
          <option value=""><Trans>I would rather not say</Trans></option>
          {reasons.map((one) => (
            <option key={one.id}>{t(one)}</option>
          ))}
        </SelectField>
        <Field label={why ? t`Reason, in more words` : t`Reason`} optional maxLength={400} {...form.field('reason')} />
        {back > 0 && (
          <p className="notice" role="status" data-testid="return-estimate">
            <span><Trans>About <strong className="figure">{money(back, order.currency)}</strong> comes back, the way it was paid, once the things are here and as they were sent.</Trans></span>
          </p>
        )}
        {form.problem && <Refused problem={form.problem} then={t`Close this to see what they left, then decide again.`} />}
        <AskFoot busy={form.busy} problem={form.problem} disabled={items.length === 0} action={t`Ask for the return`} busyWord={t`Asking…`} testId="return-confirm" close={close} />
      </Form>
    </Dialog>
  );
}
