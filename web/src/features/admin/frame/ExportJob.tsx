// Saves a list as a file that the host writes; how it goes is seen in the frame, on whichever page one is by then.
import { saveFile } from '../../../ui/browser/saveFile';
import { asJob, useJobs } from './jobs';

export function ExportJob({ name, label, read, testId }: { name: string; label: string; read: () => Promise<Blob>; testId?: string }) {
  const id = `export ${name}`;
  const busy = useJobs().some((job) => job.id === id && job.state === 'running');
  // What fails is told by the job.
  const save = () => asJob(id, label, async () => saveFile(name, await read())).catch(() => undefined);
  return (
    <button type="button" className="button button--small" disabled={busy} data-testid={testId} onClick={() => void save()}>
      {busy ? 'Saving…' : 'Export'}
    </button>
  );
}
