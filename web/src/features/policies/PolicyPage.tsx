// One of the shop's policies, as it is today or as it was when somebody agreed to it.
import { Trans, useLingui } from '@lingui/react/macro';
import { useQuery } from '@tanstack/react-query';
import { Link, useParams, useSearchParams } from 'react-router';
import { readPolicy } from '../../api/policies';
import { asProblem } from '../../api/core/problem';
import { QueryState } from '../../ui/QueryState';
import { useTitle } from '../../ui/useTitle';
import { dateOnly } from '../../ui/words';
import { MarkdownText } from './MarkdownText';
import './policies.css';

export function PolicyPage() {
  const { t } = useLingui();
  const { name = '' } = useParams();
  const [search] = useSearchParams();
  const version = search.get('version');
  const policy = useQuery({ queryKey: ['policies', name, version], queryFn: ({ signal }) => readPolicy(name, version, signal) });
  const one = policy.data;
  useTitle(one?.title ?? t`Policy`);
  if (policy.error && asProblem(policy.error).status === 404) {
    return (
      <div className="page page-head">
        <div className="stack">
          <h1><Trans>There is no such text</Trans></h1>
          <p><Trans>The shop does not have it, or never had this version.</Trans></p>
        </div>
      </div>
    );
  }
  return (
    <div className="page page--text">
      <div className="page-end">
        <QueryState of={policy} what={t`Loading the text`} />
        {one && (
          <article className="policy" data-testid="policy">
            {one.sample && (
              <p className="notice notice--warn" role="note">
                <Trans>A sample of the demo: it binds nobody, and is no legal advice.</Trans>
              </p>
            )}
            {!one.current && (
              <p className="notice" role="note" data-testid="policy-old">
                <Trans>This version is not shown any more. <Link to={`/policies/${encodeURIComponent(one.name)}`}>See the present one</Link></Trans>
              </p>
            )}
            <MarkdownText text={one.text} />
            <p className="tiny soft policy__version">
              <Trans>Version of {dateOnly(one.since)} · <span className="mono">{one.version.slice(0, 12)}</span></Trans>
            </p>
          </article>
        )}
      </div>
    </div>
  );
}
