// What the links of mails about an address open. They ask once more, because some programs open every link of a mail.
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import { Link } from 'react-router';
import * as z from 'zod/mini';
import { stopEmailChange, verifyEmail } from '../../api/accountSafety';
import { asProblem, Problem } from '../../api/core/problem';
import { Field } from '../../ui/Field';
import { NewPasswordField } from '../../ui/forms/fields';
import { Form, FormTrouble, Submit } from '../../ui/forms/Form';
import { name as nameRule, newPassword } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { useTitle } from '../../ui/useTitle';
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

const rules = z.object({ name: nameRule(), password: newPassword() });

function EmailLinkPage({ title, lead, button, done, act }: Words) {
  const { t } = useLingui();
  useTitle(title);
  const token = useLinkToken();
  const [isDone, setDone] = useState(false);
  const [asksWho, setAsksWho] = useState(false);

  const press = async (own?: { password: string; name: string }) => {
    try {
      await act(token, own);
      setDone(true);
    } catch (error) {
      const refusal = asProblem(error);
      if (refusal.code === 'new_password_needed') setAsksWho(true);
      else throw refusal.code === 'sign_in_needed' ? new Problem(409, refusal.code, t(signInFirst)) : refusal;
    }
  };
  const form = useForm({ schema: rules, start: { name: '', password: '' }, send: press });

  return (
    <div className="page page--narrow account-form">
      <h1>{title}</h1>
      {token === '' || form.problem?.code === 'link_invalid' ? (
        <div className="notice notice--danger" role="alert" data-testid="link-invalid">
          <p><Trans>This link does not hold, or not any more: it is good once and for a while. Ask for another.</Trans></p>
        </div>
      ) : isDone ? (
        <p role="status" data-testid="link-done">
          {done}
        </p>
      ) : asksWho ? (
        // Anybody can give an address; whoever reads its mails has the account, and nothing in it comes from somebody else.
        <Form of={form} data-testid="choose-password" head={<p><Trans>Somebody gave this address on another device, or in another browser. To be safe, choose your name and password here: what was set before holds no longer.</Trans></p>}>
          <Field label={t`Name`} autoComplete="name" required maxLength={120} {...form.field('name')} />
          <NewPasswordField label={t`Password`} {...form.field('password')} />
          <Submit of={form} busy={t`One moment…`} className="button button--primary button--wide"><Trans>Confirm and set the password</Trans></Submit>
          <p className="small soft">
            <Trans>
              If the account is yours and you want to keep what is in it, sign in to it in another tab, then{' '}
              <button type="button" className="button button--quiet button--small" onClick={() => void form.run(() => press())}>
                confirm again
              </button>
              .
            </Trans>
          </p>
        </Form>
      ) : (
        <>
          <p>{lead}</p>
          <FormTrouble of={form} />
          <button type="button" className="button button--primary button--wide" disabled={form.busy} onClick={() => void form.run(() => press())}>
            {form.busy ? t`One moment…` : button}
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
