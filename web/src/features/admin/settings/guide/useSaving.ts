// One form of the guide that is being sent: never twice at once, and what the host says against it.
import { useState } from 'react';
import { asProblem, type Problem } from '../../../../api/core/problem';

export function useSaving(saved: () => void) {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const save = async (work: () => Promise<unknown>) => {
    if (busy) return;
    setBusy(true);
    setProblem(null);
    try {
      await work();
      saved();
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, save };
}
