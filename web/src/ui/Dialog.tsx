// A modal dialog in the middle of the screen.
import { useLingui } from '@lingui/react/macro';
import { useId, type ReactNode } from 'react';
import { CloseIcon } from './icons';
import { useModal } from './overlay/useModal';

export function Dialog({ title, close, wide, children }: { title: string; close: () => void; wide?: boolean; children: ReactNode }) {
  const { t } = useLingui();
  const titleId = useId();
  return (
    <dialog {...useModal(close)} className={`dialog${wide ? ' dialog--wide' : ''}`} aria-labelledby={titleId}>
      <div className="dialog__body">
        <div className="dialog__head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t`Close`} onClick={close}>
            <CloseIcon />
          </button>
        </div>
        {children}
      </div>
    </dialog>
  );
}
