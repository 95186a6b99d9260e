// Grey shapes in place of what is coming. Screen readers hear one word instead.
import { useLingui } from '@lingui/react/macro';

export function Loading({ blocks = 3, what, shape = 'block' }: { blocks?: number; what?: string; shape?: 'block' | 'chart' | 'filters' }) {
  const { t } = useLingui();
  return (
    <div className="stack loading" role="status">
      <span className="visually-hidden">{what ?? t`Loading`}…</span>
      {Array.from({ length: blocks }, (_, i) => (
        <span key={i} className={`skeleton skeleton--${shape}`} aria-hidden="true" />
      ))}
    </div>
  );
}
