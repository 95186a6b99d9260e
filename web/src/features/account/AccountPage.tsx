// The profile: name, address of record, and the way out.
import { Trans, useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { changeProfile, readProfile, signOut } from '../../api/account';
import { asProblem, type Problem } from '../../api/problem';
import type { User } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field, SelectField } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { useSession } from '../../ui/useSession';
import { useTitle } from '../../ui/useTitle';
import { blankAddress, cleaned, filledIn, isComplete } from '../checkout/address';
import { AddressFields } from '../checkout/AddressFields';
import { AddressBook } from './AddressBook';
import { EmailForm } from './EmailForm';
import { PasskeyList } from './PasskeyList';
import { PasswordForm } from './PasswordForm';
import { SecondFactor, Sessions } from './Security';
import { YourData } from './YourData';
import './account.css';

export function AccountPage() {
  const { t } = useLingui();
  useTitle(t`Your account`);
  const { session, isStaff, isVendor } = useSession();
  const profile = useLoad((signal) => readProfile(signal), session?.user.user_id ?? '');
  const navigate = useNavigate();
  const say = useSay();

  const leave = async () => {
    try {
      await signOut();
    } catch {
      // The device is signed out either way, and the token ends by itself.
    }
    say.good(t`You are signed out.`);
    navigate('/');
  };

  return (
    <div className="page">
      <div className="page-head">
        <h1><Trans>Your account</Trans></h1>
        <button type="button" className="button button--small" onClick={() => void leave()}>
          <Trans>Sign out</Trans>
        </button>
      </div>
      <div className="account page-end">
        <nav className="account__links" aria-label={t`Account`}>
          <Link to="/orders"><Trans>Your orders</Trans></Link>
          <Link to="/cart"><Trans>Your cart</Trans></Link>
          {!isStaff && !isVendor && <Link to="/sell"><Trans>Sell with us</Trans></Link>}
          {(isStaff || isVendor) && <Link to="/admin">{isStaff ? t`Admin corner` : t`Vendor corner`}</Link>}
        </nav>
        <div className="panel">
          {profile.problem && <ErrorBanner problem={profile.problem} retry={profile.reload} />}
          {!profile.data && !profile.problem && <Loading what={t`Loading your profile`} blocks={2} />}
          {profile.data && <ProfileForm key={profile.data.user_id} user={profile.data} saved={profile.replace} />}
        </div>
        {profile.data?.email && (
          <>
            <div className="panel account__second">
              <AddressBook />
            </div>
            <div className="panel account__second">
              <EmailForm key={profile.data.email} email={profile.data.email} verified={profile.data.email_verified === true} />
            </div>
            <div className="panel account__second">
              <PasswordForm email={profile.data.email} />
            </div>
            <div className="panel account__second">
              <PasskeyList email={profile.data.email} />
            </div>
            <div className="panel account__second">
              <SecondFactor email={profile.data.email} />
            </div>
            <div className="panel account__second">
              <Sessions />
            </div>
          </>
        )}
        {profile.data?.email && (
          <div className="panel account__second">
            <YourData email={profile.data.email} />
          </div>
        )}
      </div>
    </div>
  );
}

function ProfileForm({ user, saved }: { user: User; saved: (user: User) => void }) {
  const { t } = useLingui();
  const say = useSay();
  const [name, setName] = useState(user.name ?? '');
  const [language, setLanguage] = useState<string>(user.language ?? '');
  const [address, setAddress] = useState(filledIn(user.address));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const hasAddress = JSON.stringify(address) !== JSON.stringify(blankAddress);
  useEffect(() => setProblem(null), [name, language, address]);

  const submit = async () => {
    setBusy(true);
    try {
      saved(
        await changeProfile({
          name: name.trim(),
          ...(language === 'en' || language === 'de' ? { language } : {}),
          ...(hasAddress && isComplete(address) ? { address: cleaned(address) } : {}),
        }),
      );
      say.good(t`Saved.`);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };

  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      {problem && <ErrorBanner problem={problem} />}
      <Field label={t`Name`} autoComplete="name" required maxLength={120} value={name} onChange={(event) => setName(event.target.value)} error={fieldError(problem, 'name')} />
      <Field label={t`E-mail`} type="email" value={user.email ?? ''} readOnly />
      <SelectField label={t`Language of our mails`} value={language} onChange={(event) => setLanguage(event.target.value)} error={fieldError(problem, 'language')}>
        {!user.language && <option value=""><Trans>That of the shop</Trans></option>}
        <option value="en" lang="en">
          English
        </option>
        <option value="de" lang="de">
          Deutsch
        </option>
      </SelectField>
      <h2 className="account__heading"><Trans>Address</Trans></h2>
      <AddressFields address={address} change={setAddress} problem={problem} required={hasAddress} />
      <div>
        <button type="submit" className="button button--primary" disabled={busy}>
          {busy ? t`Saving…` : t`Save`}
        </button>
      </div>
    </form>
  );
}
