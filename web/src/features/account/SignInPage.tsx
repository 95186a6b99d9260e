// Signing in. A guest's cart comes along.
import { useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { signIn } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { count } from '../../ui/words';
import { useCart } from '../cart/CartContext';
import { safeNext } from './next';
import './account.css';

export function SignInPage() {
  useTitle('Sign in');
  const [search] = useSearchParams();
  const next = safeNext(search.get('next'));
  const { signedIn } = useSession();
  const { cart } = useCart();
  const navigate = useNavigate();
  const say = useSay();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const guestLines = !signedIn ? (cart?.items.length ?? 0) : 0;

  const submit = async () => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      const { user, merged } = await signIn(email.trim(), password);
      const short = merged.filter((line) => line.fate === 'dropped' || line.fate === 'capped');
      const brought = merged.length > 0 ? merged.filter((line) => line.fate !== 'dropped').length : guestLines;
      const cartWords = brought > 0 ? ` ${count(brought, 'product')} from before ${brought === 1 ? 'is' : 'are'} in your cart.` : '';
      say.good(`Welcome${user.name ? `, ${user.name}` : ''}.${cartWords}`);
      if (short.length > 0) say.bad(`${count(short.length, 'product')} could not come along in full: there is not enough in stock.`);
      navigate(next, { replace: true });
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <div className="page page--narrow account-form">
      <h1>Sign in</h1>
      {guestLines > 0 && (
        <div className="notice notice--good">
          <p>{count(guestLines, 'product')} in your cart will come along to your account.</p>
        </div>
      )}
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        {problem && <ErrorBanner problem={problem} />}
        <Field label="E-mail" type="email" name="email" autoComplete="username" required maxLength={254} value={email} onChange={(event) => setEmail(event.target.value)} />
        <Field label="Password" type="password" name="password" autoComplete="current-password" required value={password} onChange={(event) => setPassword(event.target.value)} />
        <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
          {busy ? 'Signing in…' : 'Sign in'}
        </button>
      </form>
      <p className="small">
        New here? <Link to={`/register?next=${encodeURIComponent(next)}`}>Make an account</Link>
      </p>
    </div>
  );
}
