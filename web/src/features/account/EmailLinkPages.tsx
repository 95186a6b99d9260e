// What the links of mails about an address open. They ask once more, because some programs open every link of a mail.
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import { stopEmailChange, verifyEmail } from '../../api/accountSafety';
import { asProblem, Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { useTitle } from '../../ui/useTitle';
import { NewPasswordField } from './NewPasswordField';
import { useLinkToken } from './useLinkToken';
import './account.css';

interface Words {
  title: string;
  lead: string;
  button: string;
  done: string;
  act: (token: string, own?: { password: string; name: string }) => Promise<void>;
}

export function VerifyEmailPage() {
  const { t } = useLingui();
  return (
    <EmailLinkPage
      title={t`Confirm your e-mail address`}
      lead={t`Confirm only what you asked for yourself: that this address is your account's.`}
      button={t`Confirm`}
      done={t`Your e-mail address is confirmed. You can sign in with it.`}
      act={verifyEmail}
    />
  );
}

export function StopEmailChangePage() {
  const { t } = useLingui();
  return (
    <EmailLinkPage
      title={t`Stop the change of your address`}
      lead={t`Your account keeps this address. Its password is void, all devices are signed out, and a mail brings a link to set a new password.`}
      button={t`It was not me`}
      done={t`Your account has its address. Look into your mails for the link to set a new password.`}
      act={stopEmailChange}
    />
  );
}

function EmailLinkPage({ title, lead, button, done, act }: Words) {
  const { t } = useLingui();
  useTitle(title);
  const token = useLinkToken();
  const [state, setState] = useState<'asks' | 'busy' | 'done'>('asks');
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asksWho, setAsksWho] = useState(false);
  const invalid = token === '' || problem?.code === 'link_invalid';

  const press = (own?: { password: string; name: string }) => {
    setState('busy');
    setProblem(null);
    act(token, own).then(
      () => setState('done'),
      (error: unknown) => {
        const refusal = asProblem(error);
        if (refusal.code === 'new_password_needed') setAsksWho(true);
        else setProblem(refusal.code === 'sign_in_needed' ? new Problem(409, refusal.code, t(signInFirst)) : refusal);
        setState('asks');
      },
    );
  };

  return (
    <div className="page page--narrow account-form">
      <h1>{title}</h1>
      {invalid ? (
        <div className="notice notice--danger" role="alert" data-testid="link-invalid">
          <p><Trans>This link does not hold, or not any more: it is good once and for a while. Ask for another.</Trans></p>
        </div>
      ) : state === 'done' ? (
        <p role="status" data-testid="link-done">
          {done}
        </p>
      ) : asksWho ? (
        <ChooseForm busy={state === 'busy'} problem={problem} again={() => press()} choose={press} />
      ) : (
        <>
          <p>{lead}</p>
          {problem && <ErrorBanner problem={problem} />}
          <button type="button" className="button button--primary button--wide" disabled={state === 'busy'} onClick={() => press()}>
            {state === 'busy' ? t`One moment…` : button}
          </button>
        </>
      )}
      <p className="small">
        <Link to="/sign-in"><Trans>Sign in</Trans></Link>
      </p>
    </div>
  );
}

const signInFirst = msg`This link is for whoever is signed in to the account. Sign in to it in another tab and come back here. If you asked for nothing, leave this page: nothing has changed.`;

interface Choice {
  busy: boolean;
  problem: Problem | null;
  again: () => void;
  choose: (own: { password: string; name: string }) => void;
}

/** Anybody can give an address; whoever reads its mails has the account, and nothing in it comes from somebody else. */
function ChooseForm({ busy, problem, again, choose }: Choice) {
  const { t } = useLingui();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  return (
    <form
      className="stack"
      data-testid="choose-password"
      onSubmit={(event) => {
        event.preventDefault();
        if (!busy) choose({ password, name: name.trim() });
      }}
    >
      <p><Trans>Somebody gave this address on another device, or in another browser. To be safe, choose your name and password here: what was set before holds no longer.</Trans></p>
      {problem && <ErrorBanner problem={problem} />}
      <Field label={t`Name`} name="name" autoComplete="name" required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={fieldError(problem, 'name')} />
      <NewPasswordField value={password} change={setPassword} problem={problem} />
      <button type="submit" className="button button--primary button--wide" aria-disabled={busy}>
        {busy ? t`One moment…` : t`Confirm and set the password`}
      </button>
      <p className="small soft">
        <Trans>
          If the account is yours and you want to keep what is in it, sign in to it in another tab, then{' '}
          <button type="button" className="button button--quiet button--small" onClick={again}>
            confirm again
          </button>
          .
        </Trans>
      </p>
    </form>
  );
}
