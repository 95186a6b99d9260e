// One of the shop's policies, as it is today or as it was when somebody agreed to it.
import { Link, useParams, useSearchParams } from 'react-router';
import { readPolicy } from '../../api/policies';
import { ErrorBanner } from '../../ui/ErrorBanner';
import { Loading } from '../../ui/Loading';
import { useLoad } from '../../ui/useLoad';
import { useTitle } from '../../ui/useTitle';
import { dateOnly } from '../../ui/words';
import { MarkdownText } from './MarkdownText';
import './policies.css';

export function PolicyPage() {
  const { name = '' } = useParams();
  const [search] = useSearchParams();
  const version = search.get('version');
  const policy = useLoad((signal) => readPolicy(name, version, signal), `${name} ${version ?? ''}`);
  const one = policy.data;
  useTitle(one?.title ?? 'Policy');
  if (policy.problem?.status === 404) {
    return (
      <div className="page page-head">
        <div className="stack">
          <h1>There is no such text</h1>
          <p>The shop does not have it, or never had this version.</p>
        </div>
      </div>
    );
  }
  return (
    <div className="page page--text">
      <div className="page-end">
        {policy.problem && <ErrorBanner problem={policy.problem} retry={policy.reload} />}
        {!one && !policy.problem && <Loading what="Loading the text" />}
        {one && (
          <article className="policy" data-testid="policy">
            {one.sample && (
              <p className="notice notice--warn" role="note">
                A sample of the demo: it binds nobody, and is no legal advice.
              </p>
            )}
            {!one.current && (
              <p className="notice" role="note" data-testid="policy-old">
                This version is not shown any more. <Link to={`/policies/${encodeURIComponent(one.name)}`}>See the present one</Link>
              </p>
            )}
            <MarkdownText text={one.text} />
            <p className="tiny soft policy__version">
              Version of {dateOnly(one.since)} · <span className="mono">{one.version.slice(0, 12)}</span>
            </p>
          </article>
        )}
      </div>
    </div>
  );
}
