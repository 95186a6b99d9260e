// How the account is guarded: its second factor, and where it is signed in.
import { useState } from 'react';
import { beginSecondFactor, confirmSecondFactor, endOneSession, endOtherSessions, readSecondFactor, readSessions, removeSecondFactor } from '../../api/accountSafety';
import { readPasskeys } from '../../api/passkeys';
import { asProblem, type Problem } from '../../api/problem';
import type { SignedInSession, TotpSecret } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { useSay } from '../../ui/Toasts';
import { useLoad } from '../../ui/useLoad';
import { dateTime } from '../../ui/words';
import { ProveOwner } from './ProveOwner';
import { RecoveryCodes, SetUpSecondFactor } from './SetUpSecondFactor';

export function SecondFactor({ email }: { email: string }) {
  const state = useLoad((signal) => readSecondFactor(signal), '');
  const say = useSay();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);

  const begin = () => {
    setProblem(null);
    beginSecondFactor().then(setSecret, (error: unknown) => setProblem(asProblem(error)));
  };

  return (
    <section className="stack" aria-labelledby="second-factor-heading" data-testid="second-factor">
      <h2 className="account__heading" id="second-factor-heading">
        Second factor
      </h2>
      {state.problem && <ErrorBanner problem={state.problem} retry={state.reload} />}
      {!state.data && !state.problem && <Loading what="Loading" blocks={1} />}
      {problem && <ErrorBanner problem={problem} />}
      {codes ? (
        <RecoveryCodes
          codes={codes}
          done={() => {
            setCodes(null);
            state.reload();
          }}
        />
      ) : secret ? (
        <SetUpSecondFactor
          secret={secret}
          confirm={async (code) => {
            setCodes(await confirmSecondFactor(code));
            setSecret(null);
          }}
        >
          <button type="button" className="button button--quiet" onClick={() => setSecret(null)}>
            Not now
          </button>
        </SetUpSecondFactor>
      ) : state.data?.on ? (
        <>
          <p className="small">
            On{state.data.since ? ` since ${dateTime(state.data.since)}` : ''}: signing in asks for a code of your authenticator app. {state.data.recovery_codes_left} recovery codes are left.
          </p>
          {leaving ? (
            <TurnOff
              email={email}
              close={(done) => {
                setLeaving(false);
                if (done) {
                  say.good('The second factor is off.');
                  state.reload();
                }
              }}
            />
          ) : (
            <div>
              <button type="button" className="button" onClick={() => setLeaving(true)}>
                Turn off…
              </button>
            </div>
          )}
        </>
      ) : (
        state.data && (
          <>
            <p className="small soft">With it, a stolen password alone does not open your account: signing in also asks for a code of an app on your phone.</p>
            <div>
              <button type="button" className="button" onClick={begin}>
                Set up a second factor
              </button>
            </div>
          </>
        )
      )}
    </section>
  );
}

function TurnOff({ email, close }: { email: string; close: (done: boolean) => void }) {
  const passkeys = useLoad((signal) => readPasskeys(signal), '');
  return (
    <ProveOwner
      email={email}
      passkey={(passkeys.data?.items.length ?? 0) > 0}
      label="Turn off"
      danger
      leave="Keep it"
      close={() => close(false)}
      act={async (proof) => {
        await removeSecondFactor(proof);
        close(true);
      }}
    />
  );
}

export function Sessions() {
  const sessions = useLoad((signal) => readSessions(signal), '');
  const say = useSay();
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = sessions.data?.filter((one) => !one.current).length ?? 0;

  const end = (ending: Promise<void>, words: string) => {
    setProblem(null);
    ending.then(
      () => {
        say.good(words);
        sessions.reload();
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };

  return (
    <section className="stack" aria-labelledby="sessions-heading" data-testid="sessions">
      <h2 className="account__heading" id="sessions-heading">
        Where you are signed in
      </h2>
      {(problem ?? sessions.problem) && <ErrorBanner problem={(problem ?? sessions.problem)!} retry={sessions.reload} />}
      {!sessions.data && !sessions.problem && <Loading what="Loading your sessions" blocks={1} />}
      {sessions.data && (
        <ul className="account__list">
          {sessions.data.map((one) => (
            <li key={one.session_id}>
              <SessionLine one={one} />
              {one.current ? (
                <span className="small soft">This device</span>
              ) : (
                <button type="button" className="button button--small" aria-label={`Sign out ${one.device}`} onClick={() => end(endOneSession(one.session_id), 'That device is signed out.')}>
                  Sign out
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others > 0 && (
        <div>
          <button type="button" className="button" onClick={() => end(endOtherSessions(), 'All other devices are signed out.')}>
            Sign out everywhere else
          </button>
        </div>
      )}
    </section>
  );
}

function SessionLine({ one }: { one: SignedInSession }) {
  return (
    <span>
      {one.device}
      <span className="small soft account__line">
        Last used {dateTime(one.last_used_at)}, since {dateTime(one.started_at)}
        {one.network === 'this machine' || one.network === 'local network' ? ` · ${one.network}` : one.network ? ` · network ${one.network}` : ''}
      </span>
    </span>
  );
}
