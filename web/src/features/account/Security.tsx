// How the account is guarded: its second factor, and where it is signed in.
import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { beginSecondFactor, confirmSecondFactor, endOneSession, endOtherSessions, readSecondFactor, readSessions, removeSecondFactor } from '../../api/accountSafety';
import { asProblem, type Problem } from '../../api/core/problem';
import type { SignedInSession, TotpSecret } from '../../api/types';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { QueryState } from '../../ui/QueryState';
import { useSay } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { dateTime } from '../../ui/words';
import { ProveOwner } from './ProveOwner';
import { RecoveryCodes, SetUpSecondFactor } from './SetUpSecondFactor';

export function SecondFactor({ email }: { email: string }) {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id ?? '';
  const state = useQuery({ queryKey: ['account', me, 'second-factor'], queryFn: ({ signal }) => readSecondFactor(signal) });
  const say = useSay();
  const [secret, setSecret] = useState<TotpSecret | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const [leaving, setLeaving] = useState(false);
  const [proving, setProving] = useState(false);

  return (
    <section className="stack" aria-labelledby="second-factor-heading" data-testid="second-factor">
      <h2 className="account__heading" id="second-factor-heading">
        <Trans>Second factor</Trans>
      </h2>
      <QueryState of={state} what={t`Loading`} blocks={1} />
      {codes ? (
        <RecoveryCodes
          codes={codes}
          done={() => {
            setCodes(null);
            void state.refetch();
          }}
        />
      ) : secret ? (
        <SetUpSecondFactor
          secret={secret}
          confirm={async (code) => {
            const told = await confirmSecondFactor(code);
            setSecret(null);
            if (told.length > 0) {
              setCodes(told);
            } else {
              say.good(t`The second factor is on. The recovery codes that you have stay as they are.`);
              void state.refetch();
            }
          }}
        >
          <button type="button" className="button button--quiet" onClick={() => setSecret(null)}>
            <Trans>Not now</Trans>
          </button>
        </SetUpSecondFactor>
      ) : state.data?.on ? (
        <>
          <p className="small">
            {state.data.since ? t`On since ${dateTime(state.data.since)}: signing in asks for a code of your authenticator app.` : t`On: signing in asks for a code of your authenticator app.`}{' '}
            <Plural value={state.data.recovery_codes_left} one="# recovery code is left." other="# recovery codes are left." />
          </p>
          {leaving ? (
            <ProveOwner
              email={email}
              label={t`Turn off`}
              danger
              leave={t`Keep it`}
              close={() => setLeaving(false)}
              act={async (proof) => {
                await removeSecondFactor(proof);
                setLeaving(false);
                say.good(t`The second factor is off.`);
                void state.refetch();
              }}
            />
          ) : (
            <div>
              <button type="button" className="button" onClick={() => setLeaving(true)}>
                <Trans>Turn off…</Trans>
              </button>
            </div>
          )}
        </>
      ) : proving ? (
        <ProveOwner
          email={email}
          label={t`Go on`}
          leave={t`Not now`}
          close={() => setProving(false)}
          act={async (proof) => {
            setSecret(await beginSecondFactor(proof));
            setProving(false);
          }}
        />
      ) : (
        state.data && (
          <>
            <p className="small soft"><Trans>With it, a stolen password alone does not open your account: signing in also asks for a code of an app on your phone.</Trans></p>
            <div>
              <button type="button" className="button" onClick={() => setProving(true)}>
                <Trans>Set up a second factor</Trans>
              </button>
            </div>
          </>
        )
      )}
    </section>
  );
}

export function Sessions() {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id ?? '';
  const sessions = useQuery({ queryKey: ['account', me, 'sessions'], queryFn: ({ signal }) => readSessions(signal) });
  const say = useSay();
  const [problem, setProblem] = useState<Problem | null>(null);
  const others = sessions.data?.filter((one) => !one.current).length ?? 0;

  const end = (ending: Promise<void>, words: string) => {
    setProblem(null);
    ending.then(
      () => {
        say.good(words);
        void sessions.refetch();
      },
      (error: unknown) => setProblem(asProblem(error)),
    );
  };

  return (
    <section className="stack" aria-labelledby="sessions-heading" data-testid="sessions">
      <h2 className="account__heading" id="sessions-heading">
        <Trans>Where you are signed in</Trans>
      </h2>
      {problem && <ErrorBanner problem={problem} />}
      <QueryState of={sessions} what={t`Loading your sessions`} blocks={1} />
      {sessions.data && (
        <ul className="account__list">
          {sessions.data.map((one) => (
            <li key={one.session_id}>
              <SessionLine one={one} />
              {one.current ? (
                <span className="small soft"><Trans>This device</Trans></span>
              ) : (
                <button type="button" className="button button--small" aria-label={t`Sign out ${one.device}`} onClick={() => end(endOneSession(one.session_id), t`That device is signed out.`)}>
                  <Trans>Sign out</Trans>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {others > 0 && (
        <div>
          <button type="button" className="button" onClick={() => end(endOtherSessions(), t`All other devices are signed out.`)}>
            <Trans>Sign out everywhere else</Trans>
          </button>
        </div>
      )}
    </section>
  );
}

function SessionLine({ one }: { one: SignedInSession }) {
  const { t } = useLingui();
  const place = (network: string | null): string => {
    if (!network) return '';
    if (network === 'this machine') return ` · ${t`this machine`}`;
    return network === 'local network' ? ` · ${t`local network`}` : ` · ${t`network ${network}`}`;
  };
  return (
    <span>
      {one.device}
      <span className="small soft account__line">
        <Trans>Last used {dateTime(one.last_used_at)}, since {dateTime(one.started_at)}</Trans>
        {place(one.network)}
      </span>
    </span>
  );
}
