// Work that goes on while one moves about: exports that are being written, imports and recounts that the host carries out. Kept outside of
// the pages, so that leaving a page does not lose sight of it.
import { useSyncExternalStore } from 'react';
import { readImport } from '../../../api/desk/imports';
import { readRebuild } from '../../../api/desk/analytics';
import { asProblem } from '../../../api/core/problem';

export interface Job {
  id: string;
  label: string;
  /** Where it is to be seen whole. */
  to?: string;
  /** From 0 to 1; null where nobody knows. */
  part: number | null;
  state: 'running' | 'done' | 'failed' | 'waiting';
  said?: string;
}

const ASK_MS = 1_500;
const ENDED_MS = 8_000;
/** Looks that may fail one after the other before a job is given up. */
const FAILED_LOOKS_MAX = 20;

let jobs: readonly Job[] = [];
const watched = new Set<string>();
const listeners = new Set<() => void>();

function show(job: Job): void {
  jobs = [...jobs.filter((one) => one.id !== job.id), job];
  listeners.forEach((listener) => listener());
}

export function dropJob(id: string): void {
  jobs = jobs.filter((one) => one.id !== id);
  listeners.forEach((listener) => listener());
}

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};
export const useJobs = (): readonly Job[] => useSyncExternalStore(subscribe, () => jobs);
/** For code outside of components. */
export const jobsNow = (): readonly Job[] => jobs;

function ended(job: Job): void {
  show(job);
  // What went wrong stays until somebody has seen it.
  if (job.state === 'done') setTimeout(() => jobs.includes(job) && dropJob(job.id), ENDED_MS);
}

/** Shows a piece of work from its beginning to its end, wherever one goes meanwhile. */
export async function asJob<T>(id: string, label: string, work: () => Promise<T>): Promise<T> {
  show({ id, label, part: null, state: 'running' });
  try {
    const result = await work();
    ended({ id, label, part: 1, state: 'done' });
    return result;
  } catch (error) {
    ended({ id, label, part: null, state: 'failed', said: asProblem(error).message });
    throw error;
  }
}

/** Looks again and again until it has ended; once for each id, however often it is asked for. */
function watch(id: string, look: () => Promise<Job>, gone?: () => void): void {
  if (watched.has(id)) return;
  watched.add(id);
  let failed = 0;
  const end = (job: Job) => {
    watched.delete(id);
    gone?.();
    ended(job);
  };
  const ask = () =>
    look().then(
      (job) => {
        failed = 0;
        if (job.state !== 'running') return end(job);
        show(job);
        setTimeout(() => void ask(), ASK_MS);
      },
      (error: unknown) => {
        const problem = asProblem(error);
        const before = jobs.find((job) => job.id === id);
        if (problem.status === 404 || ++failed >= FAILED_LOOKS_MAX) return end({ id, label: before?.label ?? 'Work', part: null, state: 'failed', said: problem.message });
        setTimeout(() => void ask(), ASK_MS * 3);
      },
    );
  void ask();
}

// Imports that were under way, for a page that is loaded anew; the host keeps on with them.
const KEPT = 'cartwright.desk.imports';

function kept(): string[] {
  try {
    const ids: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? '[]');
    return Array.isArray(ids) ? ids.filter((one): one is string => typeof one === 'string') : [];
  } catch {
    // A browser without storage shows them again once their page is opened.
    return [];
  }
}

function keep(ids: string[]): void {
  try {
    sessionStorage.setItem(KEPT, JSON.stringify(ids));
  } catch {
    // As above.
  }
}

/** Takes up again what was under way when the page was left. */
export function resumeJobs(): void {
  kept().forEach(watchImport);
}

export function watchImport(jobId: string): void {
  const id = `import ${jobId}`;
  if (!kept().includes(jobId)) keep([...kept(), jobId]);
  const to = `/admin/import?job=${encodeURIComponent(jobId)}`;
  const look = async (): Promise<Job> => {
    const job = await readImport(jobId);
    const label = 'Import';
    const state = job.state === 'queued' || job.state === 'running' ? 'running' : job.state === 'checked' ? 'waiting' : job.state === 'done' ? 'done' : 'failed';
    return { id, label, to, part: state === 'running' ? (job.total > 0 ? job.done / job.total : null) : 1, state, said: state === 'waiting' ? 'waits for your answer' : undefined };
  };
  watch(id, look, () => keep(kept().filter((one) => one !== jobId)));
}

export function watchRebuild(): void {
  const id = 'rebuild';
  const label = 'Recount of the figures';
  watch(id, async () => {
    const now = await readRebuild();
    const state = now.state === 'wanted' || now.state === 'running' ? 'running' : now.state === 'done' ? 'done' : 'failed';
    return { id, label, to: '/admin/analytics', part: now.total > 0 ? now.done / now.total : null, state, said: now.error ?? undefined };
  });
}
