// What the links of mails about an address open. They ask once more, because some programs open every link of a mail.
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import { stopEmailChange, verifyEmail } from '../../api/accountSafety';
import { asProblem, type Problem } from '../../api/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { useTitle } from '../../ui/useTitle';
import { useLinkToken } from './useLinkToken';
import './account.css';

interface Words {
  title: string;
  lead: string;
  button: string;
  done: string;
  act: (token: string) => Promise<void>;
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
  const invalid = token === '' || problem?.code === 'link_invalid';

  const press = () => {
    setState('busy');
    setProblem(null);
    act(token).then(
      () => setState('done'),
      (error: unknown) => {
        setProblem(asProblem(error));
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
      ) : (
        <>
          <p>{lead}</p>
          {problem && <ErrorBanner problem={problem} />}
          <button type="button" className="button button--primary button--wide" disabled={state === 'busy'} onClick={press}>
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
