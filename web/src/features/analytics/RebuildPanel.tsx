// Takes the figures from the orders anew, for whoever doubts them, and shows how far that is.
import { useEffect, useState } from 'react';
import { readRebuild, wantRebuild } from '../../api/analytics';
import { asProblem, type Problem } from '../../api/problem';
import type { Rebuild } from '../../api/types';
import { watchRebuild } from '../admin/frame/jobs';

const LOOK_MS = 1_000;

export function RebuildPanel() {
  const [rebuild, setRebuild] = useState<Rebuild | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [failedLooks, setFailedLooks] = useState(0);
  const open = rebuild?.state === 'wanted' || rebuild?.state === 'running';

  useEffect(() => {
    if (!open) return;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      readRebuild(stop.signal).then(
        (now) => {
          setProblem(null);
          setRebuild(now);
        },
        (error: unknown) => {
          if (stop.signal.aborted) return;
          setProblem(asProblem(error));
          // A look that failed is not the last one.
          setFailedLooks((n) => n + 1);
        },
      );
    }, LOOK_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [open, rebuild, failedLooks]);

  const start = () => {
    setProblem(null);
    const begun = (now: Rebuild) => {
      setRebuild(now);
      // Whoever goes on to another page sees in the frame how far it is.
      watchRebuild();
    };
    wantRebuild().then(begun, (error: unknown) => setProblem(asProblem(error)));
  };

  return (
    <section className="row small soft" aria-label="Rebuild">
      <button type="button" className="button button--small" onClick={start} disabled={open} data-testid="rebuild">
        Recount from the orders
      </button>
      <span role="status" data-testid="rebuild-state">
        {problem ? problem.message : words(rebuild)}
      </span>
    </section>
  );
}

function words(rebuild: Rebuild | null): string {
  switch (rebuild?.state) {
    case undefined:
      return 'The figures follow the orders by themselves; a recount takes them from the orders anew.';
    case 'wanted':
      return 'About to begin …';
    case 'running':
      return `${rebuild.done.toLocaleString()} of ${rebuild.total.toLocaleString()} orders …`;
    case 'done':
      return `Recounted from ${rebuild.done.toLocaleString()} orders. Load the page again to see the figures.`;
    default:
      return rebuild?.error ?? 'The recount failed.';
  }
}
