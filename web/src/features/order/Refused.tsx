// Why the shop did not do what was asked of an order. A conflict is told in people's words: nothing was lost, look again.
import { Trans } from '@lingui/react/macro';
import type { Problem } from '../../api/core/problem';
import { ErrorBanner } from '../../ui/ErrorBanner';

export function isConflict(problem: Problem | null): boolean {
  return problem?.code === 'version_mismatch';
}

export function Refused({ problem, then }: { problem: Problem; then: string }) {
  if (!isConflict(problem)) return <ErrorBanner problem={problem} />;
  return (
    <div className="notice notice--warn" role="alert" data-testid="conflict">
      <p>
        <Trans><strong>Somebody else has changed this order meanwhile.</strong> Nothing was overwritten. {then}</Trans>
      </p>
    </div>
  );
}
