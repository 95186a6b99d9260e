// Making links to the cart, and taking them back.
import { plural } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { listShares, revokeShare, revokeShares, shareCart } from '../../api/sharing';
import { asProblem, type Problem } from '../../api/core/problem';
import type { NewShareLink, ShareLink, SharePermission } from '../../api/types';
import { Dialog } from '../../ui/Dialog';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { SelectField } from '../../ui/Field';
import { QueryState } from '../../ui/QueryState';
import { useSession } from '../../ui/browser/useSession';
import { dateOnly, dateTime } from '../../ui/words';
import { CopyField } from './CopyField';
import { lifetimes, rights, rightWord, USUAL_LIFETIME } from './links';
import './share.css';

export function ShareDialog({ close }: { close: () => void }) {
  const { t } = useLingui();
  const me = useSession().session?.user.user_id ?? '';
  const shares = useQuery({ queryKey: ['share', 'links', me], queryFn: ({ signal }) => listShares(signal) });
  const [permission, setPermission] = useState<SharePermission>('view');
  const [seconds, setSeconds] = useState(USUAL_LIFETIME);
  const [made, setMade] = useState<NewShareLink | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const list = useRef<HTMLElement>(null);

  const attempt = async (action: () => Promise<void>) => {
    setBusy(true);
    setProblem(null);
    try {
      await action();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
      void shares.refetch();
    }
  };

  /** `share` null takes all of them back. */
  const revoke = (share: ShareLink | null) =>
    attempt(async () => {
      await (share ? revokeShare(share.share_id) : revokeShares());
      if (!share || share.share_id === made?.share_id) setMade(null);
      // The button that was pressed goes with its link.
      list.current?.focus({ preventScroll: true });
    });

  return (
    <Dialog title={t`Share your cart`} close={close}>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => setMade(await shareCart(permission, seconds)));
        }}
      >
        <fieldset className="stack stack--tight">
          <legend className="visually-hidden"><Trans>What the link allows</Trans></legend>
          {rights.map((right) => (
            <label key={right.permission} className="choice">
              <input type="radio" name="permission" value={right.permission} checked={permission === right.permission} onChange={() => setPermission(right.permission)} />
              <span className="choice__title">{t(right.title)}</span>
              <span />
              <span className="choice__note">{t(right.note)}</span>
            </label>
          ))}
        </fieldset>
        <div className="copy">
          <SelectField label={t`For how long`} name="expires_in" value={seconds} onChange={(event) => setSeconds(Number(event.target.value))}>
            {lifetimes.map((each) => (
              <option key={each.seconds} value={each.seconds}>
                {plural(each.days, { one: '# day', other: '# days' })}
              </option>
            ))}
          </SelectField>
          <button type="submit" className="button button--primary" aria-disabled={busy} data-testid="share-make">
            <Trans>Make a link</Trans>
          </button>
        </div>
      </form>
      {problem && <ErrorBanner problem={problem} />}
      {made && <CopyField label={t`Your link`} value={new URL(made.url, window.location.origin).href} hint={t`Shown only now. Whoever has it can open your cart until it ends or you revoke it.`} />}
      <section ref={list} tabIndex={-1} className="stack stack--tight shares" aria-labelledby="shares-title">
        <div className="row row--apart">
          <h3 id="shares-title"><Trans>Live links</Trans></h3>
          {shares.data && shares.data.length > 1 && (
            <button type="button" className="link-button" disabled={busy} onClick={() => void revoke(null)} data-testid="revoke-all">
              <Trans>Revoke all<span className="visually-hidden"> links</span></Trans>
            </button>
          )}
        </div>
        <QueryState of={shares} blocks={1} what={t`Loading your links`} />
        {shares.data?.length === 0 && <p className="small soft"><Trans>Nobody has a link to your cart.</Trans></p>}
        {shares.data && shares.data.length > 0 && (
          <ul>
            {shares.data.map((share) => (
              <li key={share.share_id} className="shares__row" data-testid="share-row" data-permission={share.permission}>
                <div>
                  <p className="strong">
                    {rightWord(share.permission)}
                    {share.share_id === made?.share_id && <span className="soft"> · <Trans>just made</Trans></span>}
                  </p>
                  <p className="small soft"><Trans>Made on {dateOnly(share.created_at)}</Trans></p>
                  <p className="small soft"><Trans>Ends {dateTime(share.expires_at)}</Trans></p>
                </div>
                <button type="button" className="button button--small button--danger" disabled={busy} onClick={() => void revoke(share)} data-testid="revoke-share">
                  <Trans>Revoke<span className="visually-hidden"> the link made {dateTime(share.created_at)}</span></Trans>
                </button>
              </li>
            ))}
          </ul>
        )}
      </section>
    </Dialog>
  );
}
