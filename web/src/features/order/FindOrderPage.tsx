// Whoever has lost the mail of an order asks for its link again. The page says the same whether there is such an order or not, as the host does.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import { lookUpOrder } from '../../api/orders';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useTitle } from '../../ui/useTitle';

export function FindOrderPage() {
  const { t } = useLingui();
  useTitle(t`Find your order`);
  const [number, setNumber] = useState('');
  const [email, setEmail] = useState('');
  const [sent, setSent] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await lookUpOrder(number.trim(), email.trim());
      setSent(email.trim());
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

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
          <form
            className="stack"
            onSubmit={(event) => {
              event.preventDefault();
              void submit();
            }}
          >
            {problem && <ErrorBanner problem={problem} />}
            <Field
              label={t`Order number`}
              name="order_id"
              hint={t`Eight characters, such as 9F1C2B7E. It is on the page you saw after buying, and on the invoice.`}
              required
              maxLength={40}
              autoComplete="off"
              autoCapitalize="characters"
              spellCheck={false}
              value={number}
              onChange={(event) => setNumber(event.target.value)}
              error={fieldError(problem, 'order_id')}
            />
            <Field label={t`E-mail`} type="email" name="email" autoComplete="email" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} error={fieldError(problem, 'email')} />
            <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
              {busy ? t`One moment…` : t`Send the link`}
            </button>
          </form>
        </>
      )}
      <p className="small page-end">
        <Trans><Link to="/sign-in?next=/orders">Sign in</Link> to see the orders of your account.</Trans>
      </p>
    </div>
  );
}
