// What is chosen in a list and what can be done with it, in sight however long the list is.
import type { ReactNode } from 'react';

export function SelectionBar({ label, words, none, children }: { label: string; words: string; none: () => void; children: ReactNode }) {
  return (
    <div className="panel dt__selection" role="region" aria-label={label} data-testid="bulk">
      <div className="row">
        <span className="strong" role="status">
          {words}
        </span>
        <button type="button" className="link-button" onClick={none}>
          Choose none
        </button>
      </div>
      {children}
    </div>
  );
}
