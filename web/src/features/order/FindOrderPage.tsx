// Whoever has lost the mail of an order asks for its link again. The page says the same whether there is such an order or not, as the host does.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { lookUpOrder } from '../../api/orders';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { email as emailRule, text } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useTitle } from '../../ui/useTitle';

const rules = z.object({ order_id: text(40), email: emailRule() });

export function FindOrderPage() {
  const { t } = useLingui();
  useTitle(t`Find your order`);
  const [sent, setSent] = useState('');
  const form = useForm({
    schema: rules,
    start: { order_id: '', email: '' },
    draft: 'find-order',
    send: async ({ order_id, email }) => {
      await lookUpOrder(order_id, email);
      setSent(email);
    },
  });

  return (
    <div className="page page--narrow page-head stack">
      <h1><Trans>Find your order</Trans></h1>
      {sent ? (
        <div className="notice notice--good" role="status" data-testid="find-sent">
          <p>
            <Trans>If an order with this number was placed with <strong>{sent}</strong>, a mail with its link is on its way. If nothing comes, look among the unwanted mail.</Trans>
          </p>
        </div>
      ) : (
        <>
          <p className="soft"><Trans>Tell us the number of the order and the e-mail address it was placed with. We send its link there, and you can open it on any device.</Trans></p>
          <Form of={form}>
            <Field
              label={t`Order number`}
              hint={t`Eight characters, such as 9F1C2B7E. It is on the page you saw after buying, and on the invoice.`}
              required
              maxLength={40}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              {...form.field('order_id')}
            />
            <Field label={t`E-mail`} type="email" autoComplete="email" required maxLength={254} {...form.field('email')} />
            <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Send the link</Trans></Submit>
          </Form>
        </>
      )}
      <p className="small page-end">
        <Trans><Link to="/sign-in?next=/orders">Sign in</Link> to see the orders of your account.</Trans>
      </p>
    </div>
  );
}
