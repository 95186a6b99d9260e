// The account's passkeys: which there are, one more, another name, one less.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';
import * as z from 'zod/mini';
import { addPasskey, removePasskey, renamePasskey, renewRecoveryCodes } from '../../api/passkeys';
import type { Passkey } from '../../api/types';
import { hasPasskeys } from '../../api/core/webauthn';
import { Field } from '../../ui/Field';
import { Form, Submit } from '../../ui/forms/Form';
import { text } from '../../ui/forms/rules';
import { useForm } from '../../ui/forms/useForm';
import { QueryState } from '../../ui/QueryState';
import { useSay } from '../../ui/Toasts';
import { dateTime } from '../../ui/words';
import { usePasskeys } from './PasskeyInstead';
import { ProveOwner } from './ProveOwner';
import { RecoveryCodes } from './SetUpSecondFactor';

type Doing = { what: 'nothing' | 'add' | 'codes' } | { what: 'rename' | 'remove'; passkey: Passkey };

export function PasskeyList({ email }: { email: string }) {
  const { t } = useLingui();
  const state = usePasskeys();
  const say = useSay();
  const [doing, setDoing] = useState<Doing>({ what: 'nothing' });
  const [name, setName] = useState('');
  const [codes, setCodes] = useState<string[] | null>(null);
  const passkeys = state.data?.items ?? [];
  const possible = hasPasskeys() && state.data?.available === true;

  const done = (words: string) => {
    setDoing({ what: 'nothing' });
    setName('');
    say.good(words);
    void state.refetch();
  };
  const close = () => setDoing({ what: 'nothing' });

  return (
    <section className="stack" aria-labelledby="passkeys-heading" data-testid="passkeys">
      <h2 className="account__heading" id="passkeys-heading">
        <Trans>Passkeys</Trans>
      </h2>
      <QueryState of={state} what={t`Loading your passkeys`} blocks={1} />
      {state.data && (
        <p className="small soft">
          <Trans>A passkey signs you in with your fingerprint, face or PIN instead of the password, and no false page can steal it. With one, signing in with the password asks for a second factor as well.</Trans>
        </p>
      )}
      {codes && (
        <RecoveryCodes
          codes={codes}
          done={() => {
            setCodes(null);
            void state.refetch();
          }}
        />
      )}
      {passkeys.length > 0 && (
        <ul className="account__list" data-testid="passkey-list">
          {passkeys.map((one) => (
            <li key={one.passkey_id}>
              {doing.what === 'rename' && doing.passkey.passkey_id === one.passkey_id ? (
                <Rename passkey={one} done={() => done(t`The passkey has its new name.`)} close={close} />
              ) : (
                <>
                  <span>
                    {one.name}
                    <span className="small soft account__line">
                      <Trans>Added {dateTime(one.created_at)}</Trans>
                      {`, ${one.last_used_at ? t`last used ${dateTime(one.last_used_at)}` : t`not used yet`}`}
                      {one.synced ? ` · ${t`kept in your account with its maker`}` : ''}
                    </span>
                  </span>
                  <span className="row">
                    <button type="button" className="button button--small" aria-label={t`Rename ${one.name}`} onClick={() => setDoing({ what: 'rename', passkey: one })}>
                      <Trans>Rename</Trans>
                    </button>
                    <button type="button" className="button button--small" aria-label={t`Remove ${one.name}`} onClick={() => setDoing({ what: 'remove', passkey: one })}>
                      <Trans>Remove</Trans>
                    </button>
                  </span>
                </>
              )}
            </li>
          ))}
        </ul>
      )}
      {doing.what === 'remove' && (
        <ProveOwner
          email={email}
          label={t`Remove`}
          danger
          leave={t`Keep it`}
          close={close}
          act={async (proof) => {
            await removePasskey(doing.passkey.passkey_id, proof);
            done(t`The passkey is removed, and the devices that it signed in are signed out.`);
          }}
        >
          <p className="small"><Trans>Remove “{doing.passkey.name}”? It will open your account no longer. Delete it on your device as well.</Trans></p>
        </ProveOwner>
      )}
      {doing.what === 'add' && (
        <ProveOwner
          email={email}
          label={t`Add the passkey`}
          leave={t`Not now`}
          close={close}
          act={async (proof) => {
            const added = await addPasskey(proof, name.trim());
            if (added.recovery_codes) setCodes(added.recovery_codes);
            done(t`The passkey is added.`);
          }}
        >
          <Field label={t`What you call it`} name="passkey-name" maxLength={60} hint={t`Such as: my phone, key in the drawer. Without a name it is called after this browser.`} value={name} onChange={(event) => setName(event.target.value)} />
        </ProveOwner>
      )}
      {doing.what === 'codes' && (
        <ProveOwner
          email={email}
          label={t`Make new codes`}
          leave={t`Keep the present ones`}
          close={close}
          act={async (proof) => {
            setCodes(await renewRecoveryCodes(proof));
            close();
          }}
        >
          <p className="small"><Trans>The codes that you have will hold no longer.</Trans></p>
        </ProveOwner>
      )}
      {state.data && doing.what === 'nothing' && !codes && (
        <>
          {passkeys.length > 0 && <p className="small"><Plural value={state.data.recovery_codes_left} one="# recovery code left for when no device of yours is at hand." other="# recovery codes left for when no device of yours is at hand." /></p>}
          <div className="row">
            {possible && (
              <button type="button" className="button" onClick={() => setDoing({ what: 'add' })}>
                <Trans>Add a passkey</Trans>
              </button>
            )}
            {passkeys.length > 0 && (
              <button type="button" className="button button--quiet" onClick={() => setDoing({ what: 'codes' })}>
                <Trans>New recovery codes</Trans>
              </button>
            )}
          </div>
          {!possible && <p className="small">{state.data.available ? t`This browser cannot make passkeys.` : t`Passkeys need the shop at an address with https.`}</p>}
        </>
      )}
    </section>
  );
}

const rules = z.object({ 'passkey-name': text(60) });

function Rename({ passkey, done, close }: { passkey: Passkey; done: () => void; close: () => void }) {
  const { t } = useLingui();
  const form = useForm({
    schema: rules,
    start: { 'passkey-name': passkey.name },
    send: async ({ 'passkey-name': name }) => {
      await renamePasskey(passkey.passkey_id, name);
      done();
    },
  });
  return (
    <Form of={form}>
      <Field label={t`Name`} required maxLength={60} {...form.field('passkey-name')} />
      <div className="row">
        <Submit of={form} busy={t`Saving…`} className="button button--small"><Trans>Save</Trans></Submit>
        <button type="button" className="button button--small button--quiet" onClick={close}>
          <Trans>Cancel</Trans>
        </button>
      </div>
    </Form>
  );
}
