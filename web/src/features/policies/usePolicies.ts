// The shop's policies for pages that link to them. Where they cannot be had the page does without.
import { useCallback, useEffect, useState } from 'react';
import { forgetPolicies, listPolicies } from '../../api/policies';
import type { PolicyRow } from '../../api/types';

export function usePolicies(): { policies: PolicyRow[]; again: () => void } {
  const [policies, setPolicies] = useState<PolicyRow[]>([]);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let gone = false;
    listPolicies().then(
      (found) => {
        if (!gone) setPolicies(found);
      },
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [turn]);
  /** Another text is shown by now. */
  const again = useCallback(() => {
    forgetPolicies();
    setTurn((n) => n + 1);
  }, []);
  return { policies, again };
}
