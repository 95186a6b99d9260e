// What went wrong, in words, with a way to try again.
import { Trans } from '@lingui/react/macro';
import type { Problem } from '../api/core/problem';
import { fieldWords } from './forms/fieldWords';

export function ErrorBanner({ problem, retry, children }: { problem: Problem | string; retry?: () => void; children?: React.ReactNode }) {
  const text = typeof problem === 'string' ? problem : problem.message;
  const fields = typeof problem === 'string' ? [] : Object.entries(problem.errors);
  return (
    <div className="notice notice--danger" role="alert" data-testid="error-banner" data-code={typeof problem === 'string' ? undefined : problem.code}>
      <div className="stack stack--tight">
        <p>{text}</p>
        {fields.length > 0 && (
          <ul>
            {fields.map(([field, messages]) => (
              <li key={field}>
                <strong>{fieldWords(field)}</strong>: {messages.join(' ')}
              </li>
            ))}
          </ul>
        )}
        {children}
      </div>
      {retry && (
        <button type="button" className="button button--small" onClick={retry}>
          <Trans>Try again</Trans>
        </button>
      )}
    </div>
  );
}
