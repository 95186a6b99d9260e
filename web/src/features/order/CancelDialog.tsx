// Asks once more before an order is cancelled, and for a reason if there is one.
import { Trans, useLingui } from '@lingui/react/macro';
import * as z from 'zod/mini';
import { Dialog } from '../../ui/Dialog';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { optional } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { Refused } from './Refused';

interface Props {
  /** Whether money was taken. */
  paid: boolean;
  cancel: (reason: string) => Promise<unknown>;
  close: () => void;
  cancelled: () => void;
}

const rules = z.object({ reason: optional(200) });

export function CancelDialog({ paid, cancel, close, cancelled }: Props) {
  const { t } = useLingui();
  const form = useForm({
    schema: rules,
    start: { reason: '' },
    send: async ({ reason }) => {
      await cancel(reason);
      cancelled();
    },
  });
  return (
    <Dialog title={t`Cancel this order?`} close={close}>
      <Form of={{ ...form, problem: null }}>
        <p>{paid ? t`What was paid is given back in full, and the things go back on the shelf.` : t`Nothing has been paid yet, so nothing is owed. The things go back on the shelf.`}</p>
        <Field label={t`Reason`} optional maxLength={200} {...form.field('reason')} />
        {form.problem && <Refused problem={form.problem} then={t`Close this to see what they left, then decide again.`} />}
        <div className="row">
          <Submit of={form} busy={t`Cancelling…`} className="button button--danger" data-testid="cancel-confirm"><Trans>Cancel the order</Trans></Submit>
          <button type="button" className="button button--quiet" onClick={close}>
            <Trans>Keep it</Trans>
          </button>
        </div>
      </Form>
    </Dialog>
  );
}
