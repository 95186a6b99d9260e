// Saves the label of a parcel, to be printed; a plain link would come without the caller's token.
import { Trans } from '@lingui/react/macro';
import { useState } from 'react';
import { readLabel } from '../../../api/desk/carriers';
import { asProblem } from '../../../api/core/problem';
import { saveFile } from '../../../ui/browser/saveFile';

export function LabelButton({ of, number }: { of: string; number: number }) {
  const [trouble, setTrouble] = useState<string | null>(null);
  const save = async () => {
    setTrouble(null);
    try {
      saveFile(`label-${of.split('/').pop()?.slice(-8) ?? ''}-${number}`, await readLabel(of, number));
    } catch (error) {
      setTrouble(asProblem(error).message);
    }
  };
  return (
    <>
      <button type="button" className="link-button small" data-testid="save-label" onClick={() => void save()}>
        <Trans>Save the label of parcel {number}</Trans>
      </button>
      {trouble && (
        <span className="field__error" role="alert">
          {trouble}
        </span>
      )}
    </>
  );
}
