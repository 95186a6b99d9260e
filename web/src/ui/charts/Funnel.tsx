// How many carts got how far; each bar is measured against the first.
import type { FunnelStep } from '../../api/types';

export function Funnel({ steps }: { steps: FunnelStep[] }) {
  const most = Math.max(1, ...steps.map((step) => step.count));
  const first = steps[0]?.count ?? 0;
  if (steps.length === 0) return <p className="soft">No carts yet.</p>;
  return (
    <ol className="funnel">
      {steps.map((step) => (
        <li key={step.step}>
          <div className="row row--apart">
            <span>{step.label}</span>
            <span className="figure">
              <strong>{step.count.toLocaleString()}</strong>
              {first > 0 && <span className="small soft"> · {Math.round((100 * step.count) / first)} %</span>}
            </span>
          </div>
          <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
            <rect width="100" height="4" rx="1" className="funnel__rest" />
            <rect width={(100 * step.count) / most} height="4" rx="1" className="funnel__bar" />
          </svg>
        </li>
      ))}
    </ol>
  );
}
