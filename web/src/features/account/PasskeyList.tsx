// The account's passkeys: which there are, one more, another name, one less.
import { useState } from 'react';
import { addPasskey, readPasskeys, removePasskey, renamePasskey, renewRecoveryCodes } from '../../api/passkeys';
import { asProblem, type Problem } from '../../api/problem';
import type { Passkey } from '../../api/types';
import { hasPasskeys } from '../../api/webauthn';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Field } from '../../ui/Field';
import { fieldError } from '../../ui/fieldError';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { count, dateTime } from '../../ui/words';
import { ProveOwner } from './ProveOwner';
import { RecoveryCodes } from './SetUpSecondFactor';

type Doing = { what: 'nothing' | 'add' | 'codes' } | { what: 'rename' | 'remove'; passkey: Passkey };

export function PasskeyList({ email }: { email: string }) {
  const state = useLoad((signal) => readPasskeys(signal), '');
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
    state.reload();
  };
  const close = () => setDoing({ what: 'nothing' });

  return (
    <section className="stack" aria-labelledby="passkeys-heading" data-testid="passkeys">
      <h2 className="account__heading" id="passkeys-heading">
        Passkeys
      </h2>
      {state.problem && <ErrorBanner problem={state.problem} retry={state.reload} />}
      {!state.data && !state.problem && <Loading what="Loading your passkeys" blocks={1} />}
      {state.data && (
        <p className="small soft">
          A passkey signs you in with your fingerprint, face or PIN instead of the password, and no false page can steal it. With one, signing in with the password asks for a second factor as well.
        </p>
      )}
      {codes && (
        <RecoveryCodes
          codes={codes}
          done={() => {
            setCodes(null);
            state.reload();
          }}
        />
      )}
      {passkeys.length > 0 && (
        <ul className="account__list" data-testid="passkey-list">
          {passkeys.map((one) => (
            <li key={one.passkey_id}>
              {doing.what === 'rename' && doing.passkey.passkey_id === one.passkey_id ? (
                <Rename passkey={one} done={() => done('The passkey has its new name.')} close={close} />
              ) : (
                <>
                  <span>
                    {one.name}
                    <span className="small soft account__line">
                      Added {dateTime(one.created_at)}
                      {one.last_used_at ? `, last used ${dateTime(one.last_used_at)}` : ', not used yet'}
                      {one.synced ? ' · kept in your account with its maker' : ''}
                    </span>
                  </span>
                  <span className="row">
                    <button type="button" className="button button--small" aria-label={`Rename ${one.name}`} onClick={() => setDoing({ what: 'rename', passkey: one })}>
                      Rename
                    </button>
                    <button type="button" className="button button--small" aria-label={`Remove ${one.name}`} onClick={() => setDoing({ what: 'remove', passkey: one })}>
                      Remove
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
          passkey
          label="Remove"
          danger
          leave="Keep it"
          close={close}
          act={async (proof) => {
            await removePasskey(doing.passkey.passkey_id, proof);
            done('The passkey is removed, and the devices that it signed in are signed out.');
          }}
        >
          <p className="small">Remove “{doing.passkey.name}”? It will open your account no longer. Delete it on your device as well.</p>
        </ProveOwner>
      )}
      {doing.what === 'add' && (
        <ProveOwner
          email={email}
          passkey={passkeys.length > 0}
          label="Add the passkey"
          leave="Not now"
          close={close}
          act={async (proof) => {
            const added = await addPasskey(proof, name.trim());
            if (added.recovery_codes) setCodes(added.recovery_codes);
            done('The passkey is added.');
          }}
        >
          <Field label="What you call it" name="passkey-name" maxLength={60} hint="Such as: my phone, key in the drawer. Without a name it is called after this browser." value={name} onChange={(event) => setName(event.target.value)} />
        </ProveOwner>
      )}
      {doing.what === 'codes' && (
        <ProveOwner
          email={email}
          passkey={passkeys.length > 0}
          label="Make new codes"
          leave="Keep the present ones"
          close={close}
          act={async (proof) => {
            setCodes(await renewRecoveryCodes(proof));
            close();
          }}
        >
          <p className="small">The codes that you have will hold no longer.</p>
        </ProveOwner>
      )}
      {state.data && doing.what === 'nothing' && !codes && (
        <>
          {passkeys.length > 0 && <p className="small">{count(state.data.recovery_codes_left, 'recovery code')} left for when no device of yours is at hand.</p>}
          <div className="row">
            {possible && (
              <button type="button" className="button" onClick={() => setDoing({ what: 'add' })}>
                Add a passkey
              </button>
            )}
            {passkeys.length > 0 && (
              <button type="button" className="button button--quiet" onClick={() => setDoing({ what: 'codes' })}>
                New recovery codes
              </button>
            )}
          </div>
          {!possible && <p className="small">{state.data.available ? 'This browser cannot make passkeys.' : 'Passkeys need the shop at an address with https.'}</p>}
        </>
      )}
    </section>
  );
}

function Rename({ passkey, done, close }: { passkey: Passkey; done: () => void; close: () => void }) {
  const [name, setName] = useState(passkey.name);
  const [problem, setProblem] = useState<Problem | null>(null);
  return (
    <form
      className="stack"
      onSubmit={(event) => {
        event.preventDefault();
        setProblem(null);
        renamePasskey(passkey.passkey_id, name.trim()).then(done, (error: unknown) => setProblem(asProblem(error)));
      }}
    >
      {problem && <ErrorBanner problem={problem} />}
      <Field label="Name" name="passkey-name" required maxLength={60} value={name} onChange={(event) => setName(event.target.value)} error={fieldError(problem, 'name')} />
      <div className="row">
        <button type="submit" className="button button--small">
          Save
        </button>
        <button type="button" className="button button--small button--quiet" onClick={close}>
          Cancel
        </button>
      </div>
    </form>
  );
}
