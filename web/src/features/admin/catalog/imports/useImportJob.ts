// An import as it stands, asked for again until it waits for an answer or has ended.
import { useEffect, useState } from 'react';
import { readImport } from '../../../../api/desk/imports';
import { asProblem, type Problem } from '../../../../api/core/problem';
import type { ImportJob } from '../../../../api/types';

const ASK_EVERY_MS = 700;

export const isUnderWay = (job: ImportJob): boolean => job.state === 'queued' || job.state === 'running';

/** `turn` rises when the job goes on after an answer. */
export function useImportJob(jobId: string | null, turn: number): { job: ImportJob | null; problem: Problem | null } {
  const [job, setJob] = useState<ImportJob | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);

  useEffect(() => {
    setJob(null);
    setProblem(null);
    if (jobId === null) return;
    const ended = new AbortController();
    let timer: number | undefined;
    const ask = async () => {
      try {
        const now = await readImport(jobId, ended.signal);
        setJob(now);
        setProblem(null);
        if (isUnderWay(now)) timer = window.setTimeout(() => void ask(), ASK_EVERY_MS);
      } catch (error) {
        if (ended.signal.aborted) return;
        const found = asProblem(error);
        setProblem(found);
        // What does not exist will not come; a host that is away comes back.
        if (found.status !== 404) timer = window.setTimeout(() => void ask(), ASK_EVERY_MS * 4);
      }
    };
    void ask();
    return () => {
      ended.abort();
      window.clearTimeout(timer);
    };
  }, [jobId, turn]);

  return { job, problem };
}
