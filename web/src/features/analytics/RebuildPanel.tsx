// Takes the figures from the orders anew, for whoever doubts them, and shows how far that is.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { readRebuild, wantRebuild } from '../../api/desk/analytics';
import { asProblem } from '../../api/core/problem';
import type { Rebuild } from '../../api/types';
import { watchRebuild } from '../admin/frame/jobs';

const LOOK_MS = 1_000;
const KEY = ['analytics', 'rebuild'];

const isOpen = (rebuild: Rebuild | undefined) => rebuild?.state === 'wanted' || rebuild?.state === 'running';

export function RebuildPanel() {
  const client = useQueryClient();
  const begun = (rebuild: Rebuild) => {
    client.setQueryData(KEY, rebuild);
    // Whoever goes on to another page sees in the frame how far it is.
    watchRebuild();
  };
  const start = useMutation({ mutationFn: wantRebuild, onSuccess: begun });
  // It is looked at only after somebody has started one here; a look that failed is not the last one.
  const looked = useQuery({ queryKey: KEY, enabled: start.isSuccess, queryFn: ({ signal }) => readRebuild(signal), refetchInterval: (query) => (isOpen(query.state.data) ? LOOK_MS : false) });
  const rebuild = start.isSuccess ? looked.data : undefined;
  const failed = start.error ?? looked.error;
  return (
    <section className="row small soft" aria-label="Rebuild">
      <button type="button" className="button button--small" onClick={() => start.mutate()} disabled={start.isPending || isOpen(rebuild)} data-testid="rebuild">
        Recount from the orders
      </button>
      <span role="status" data-testid="rebuild-state">
        {failed ? asProblem(failed).message : words(rebuild)}
      </span>
    </section>
  );
}

function words(rebuild: Rebuild | undefined): string {
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
