// Pages for what does not exist and for what broke.
import { Link, useRouteError } from 'react-router';
import { useTitle } from '../ui/useTitle';

export function NotFound() {
  useTitle('Not found');
  return (
    <div className="page page-head">
      <div className="stack">
        <h1>There is no such page</h1>
        <p className="soft">The address may be mistyped, or the page has moved on.</p>
        <p>
          <Link className="button button--primary" to="/">
            Back to the shop
          </Link>
        </p>
      </div>
    </div>
  );
}

export function Broken() {
  const error = useRouteError();
  useTitle('Something broke');
  return (
    <div className="page page-head">
      <div className="stack" role="alert">
        <h1>Something broke on this page</h1>
        <p className="soft">Your cart and your orders are safe with the shop. Loading the page again usually helps.</p>
        <p className="mono tiny soft">{error instanceof Error ? error.message : ''}</p>
        <p className="row">
          <button type="button" className="button button--primary" onClick={() => window.location.reload()}>
            Load again
          </button>
          <a href="/">Back to the shop</a>
        </p>
      </div>
    </div>
  );
}
