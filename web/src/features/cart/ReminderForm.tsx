// A guest's address for one reminder: what it is for, where it goes, and the way to take it back.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { asProblem, type Problem } from '../../api/core/problem';
import type { Cart } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/forms/fieldError';
import { useSay } from '../../ui/Toasts';
import { useCart } from './CartContext';

export function ReminderForm({ cart }: { cart: Cart }) {
  const { t } = useLingui();
  const { setEmail, dropEmail, busy } = useCart();
  const say = useSay();
  const [text, setText] = useState('');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [faulty, setFaulty] = useState(false);
  // From then on it is the shopper who opens and closes it.
  const [opened] = useState(cart.email != null);
  const wrong = faulty ? t`Please write an e-mail address, such as ada@example.com.` : fieldError(problem, 'email');

  const attempt = async (action: () => Promise<Cart>, done: string) => {
    setProblem(null);
    try {
      await action();
      setText('');
      say.good(done);
      document.getElementById('reminder')?.focus({ preventScroll: true });
    } catch (error) {
      setProblem(asProblem(error));
    }
  };

  return (
    <details id="reminder" className="panel reminder" tabIndex={-1} data-testid="reminder" open={opened}>
      <summary>
        <h2 id="reminder-title"><Trans>Email me my cart</Trans></h2>
      </summary>
      {cart.email ? (
        <>
          <p className="small soft">
            <Trans>If you leave without ordering, we send one mail with a link to this cart to <strong data-testid="reminder-email">{cart.email}</strong>.</Trans>
          </p>
          {problem && <ErrorBanner problem={problem} />}
          <div>
            <button type="button" className="link-button" disabled={busy} onClick={() => void attempt(dropEmail, t`We no longer have your address.`)} data-testid="reminder-drop">
              <Trans>Take my address back</Trans>
            </button>
          </div>
        </>
      ) : (
        <form
          className="stack stack--tight"
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            const bad = !event.currentTarget.checkValidity();
            setFaulty(bad);
            if (bad) event.currentTarget.querySelector('input')?.focus();
            else void attempt(() => setEmail(text.trim()), t`We will remind you.`);
          }}
        >
          <p className="small soft"><Trans>Not ready yet? Leave your address. If you go without ordering, we send one mail with a link that brings this cart back on any device. Nothing else.</Trans></p>
          <div className="coupon">
            <Field label={t`E-mail`} type="email" name="reminder_email" autoComplete="email" required maxLength={254} value={text} onChange={(event) => setText(event.target.value)} error={wrong} data-testid="reminder-input" />
            <button type="submit" className="button" disabled={busy} data-testid="reminder-send">
              <Trans>Remind me</Trans>
            </button>
          </div>
          {problem && !wrong && <ErrorBanner problem={problem} />}
        </form>
      )}
    </details>
  );
}
