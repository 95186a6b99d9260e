// The rooms of an account: its details, its addresses, what guards it, and what the shop keeps of it.
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import * as z from 'zod/mini';
import { changeProfile, readProfile } from '../../api/account';
import type { User } from '../../api/types';
import { Field, SelectField } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { LeaveGuard } from '../../ui/forms/LeaveGuard';
import { name } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { QueryState } from '../../ui/QueryState';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { AccountFrame } from './AccountFrame';
import { AddressBook } from './AddressBook';
import { EmailForm } from './EmailForm';
import { OwnAddress } from './OwnAddress';
import { PasskeyList } from './PasskeyList';
import { PasswordForm } from './PasswordForm';
import { SecondFactor, Sessions } from './Security';
import { YourData } from './YourData';

interface Room {
  title: string;
  children: (user: User, saved: (user: User) => void) => ReactNode;
}

function ProfileRoom({ title, children }: Room) {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id ?? '';
  const client = useQueryClient();
  const key = ['account', me, 'profile'];
  const profile = useQuery({ queryKey: key, queryFn: ({ signal }) => readProfile(signal) });
  return (
    <AccountFrame title={title}>
      <QueryState of={profile} what={t`Loading your profile`} blocks={2} />
      {profile.data && children(profile.data, (user) => client.setQueryData(key, user))}
    </AccountFrame>
  );
}

export function AccountPage() {
  const { t } = useLingui();
  return (
    <ProfileRoom title={t`Your account`}>
      {(user, saved) => (
        <section className="panel">
          <ProfileForm key={user.user_id} user={user} saved={saved} />
        </section>
      )}
    </ProfileRoom>
  );
}

export function AddressesPage() {
  const { t } = useLingui();
  return (
    <ProfileRoom title={t`Your addresses`}>
      {(user, saved) => (
        <>
          <section className="panel">
            <OwnAddress key={user.user_id} user={user} saved={saved} />
          </section>
          <section className="panel">
            <AddressBook />
          </section>
        </>
      )}
    </ProfileRoom>
  );
}

export function SecurityPage() {
  const { t } = useLingui();
  return (
    <ProfileRoom title={t`Security`}>
      {({ email, email_verified }) =>
        email && (
          <>
            <section className="panel">
              <EmailForm key={email} email={email} verified={email_verified === true} />
            </section>
            <section className="panel">
              <PasswordForm email={email} />
            </section>
            <section className="panel">
              <PasskeyList email={email} />
            </section>
            <section className="panel">
              <SecondFactor email={email} />
            </section>
            <section className="panel">
              <Sessions />
            </section>
          </>
        )
      }
    </ProfileRoom>
  );
}

export function PrivacyPage() {
  const { t } = useLingui();
  return (
    <ProfileRoom title={t`Privacy`}>
      {({ email }) =>
        email && (
          <section className="panel">
            <YourData email={email} />
          </section>
        )
      }
    </ProfileRoom>
  );
}

const profileForm = z.object({ name: name(), language: z.string() });

function ProfileForm({ user, saved }: { user: User; saved: (user: User) => void }) {
  const { t } = useLingui();
  const say = useSay();
  const form = useForm({
    schema: profileForm,
    start: { name: user.name ?? '', language: user.language ?? '' },
    draft: `profile-${user.user_id}`,
    send: async (values) => {
      const { name, language } = values;
      saved(await changeProfile({ name, ...(language === 'en' || language === 'de' ? { language } : {}) }));
      form.hook.reset(values);
      say.good(t`Saved.`);
    },
  });
  return (
    <Form of={form}>
      <LeaveGuard dirty={form.dirty} leave={form.forget} />
      <Field label={t`Name`} autoComplete="name" required maxLength={120} {...form.field('name')} />
      <Field label={t`E-mail`} type="email" value={user.email ?? ''} readOnly />
      <SelectField label={t`Language of our mails`} {...form.field('language')}>
        {!user.language && <option value=""><Trans>That of the shop</Trans></option>}
        <option value="en" lang="en">
          English
        </option>
        <option value="de" lang="de">
          Deutsch
        </option>
      </SelectField>
      <div>
        <Submit of={form} busy={t`Saving…`}><Trans>Save</Trans></Submit>
      </div>
    </Form>
  );
}
