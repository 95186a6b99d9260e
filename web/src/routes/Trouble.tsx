// The page for what broke.
import { Trans, useLingui } from '@lingui/react/macro';
import { useRouteError } from 'react-router';
import { useTitle } from '../ui/useTitle';

export function Broken() {
  const { t } = useLingui();
  const error = useRouteError();
  useTitle(t`Something broke`);
  return (
    <div className="page broken">
      <div className="stack" role="alert">
        <h1><Trans>Something broke on this page</Trans></h1>
        <p className="soft"><Trans>Your cart and your orders are safe with the shop. Loading the page again usually helps.</Trans></p>
        <p className="mono tiny soft">{error instanceof Error ? error.message : ''}</p>
        <p className="row">
          <button type="button" className="button button--primary" onClick={() => window.location.reload()}>
            <Trans>Load again</Trans>
          </button>
          <a className="button" href="/"><Trans>Back to the shop</Trans></a>
        </p>
      </div>
    </div>
  );
}
