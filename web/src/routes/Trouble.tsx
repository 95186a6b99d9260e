// Pages for what does not exist and for what broke.
import { Trans, useLingui } from '@lingui/react/macro';
import { Link, useRouteError } from 'react-router';
import { useTitle } from '../ui/useTitle';

export function NotFound() {
  const { t } = useLingui();
  useTitle(t`Not found`);
  return (
    <div className="page page-head">
      <div className="stack">
        <h1><Trans>There is no such page</Trans></h1>
        <p className="soft"><Trans>The address may be mistyped, or the page has moved on.</Trans></p>
        <p>
          <Link className="button button--primary" to="/">
            <Trans>Back to the shop</Trans>
          </Link>
        </p>
      </div>
    </div>
  );
}

export function Broken() {
  const { t } = useLingui();
  const error = useRouteError();
  useTitle(t`Something broke`);
  return (
    <div className="page page-head">
      <div className="stack" role="alert">
        <h1><Trans>Something broke on this page</Trans></h1>
        <p className="soft"><Trans>Your cart and your orders are safe with the shop. Loading the page again usually helps.</Trans></p>
        <p className="mono tiny soft">{error instanceof Error ? error.message : ''}</p>
        <p className="row">
          <button type="button" className="button button--primary" onClick={() => window.location.reload()}>
            <Trans>Load again</Trans>
          </button>
          <a href="/"><Trans>Back to the shop</Trans></a>
        </p>
      </div>
    </div>
  );
}
