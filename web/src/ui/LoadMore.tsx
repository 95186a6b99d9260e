// The foot of a growing list: more, what failed, or nothing when all is shown.
import { useLingui } from '@lingui/react/macro';
import type { Problem } from '../api/core/problem';
import { ErrorBanner } from './ErrorBanner';

interface Props {
  pages: { more: (() => void) | null; loadingMore: boolean; moreProblem: Problem | null };
}

export function LoadMore({ pages }: Props) {
  const { t } = useLingui();
  if (pages.moreProblem && pages.more) return <ErrorBanner problem={pages.moreProblem} retry={pages.more} />;
  if (!pages.more) return null;
  return (
    <div className="row load-more">
      <button type="button" className="button" onClick={pages.more} disabled={pages.loadingMore}>
        {pages.loadingMore ? t`Loading…` : t`Load more`}
      </button>
    </div>
  );
}
