// A modal at the edge of the screen: at the side, and on a phone from below. What must stay in reach stands at its foot.
import { useLingui } from '@lingui/react/macro';
import { useId, type ReactNode } from 'react';
import { CloseIcon } from '../icons';
import './overlay.css';
import { useModal } from './useModal';

interface Props {
  title: string;
  close: () => void;
  /** Where lines begin; else where they end. */
  first?: boolean;
  foot?: ReactNode;
  testId?: string;
  children: ReactNode;
}

export function Drawer({ title, close, first = false, foot, testId, children }: Props) {
  const { t } = useLingui();
  const titleId = useId();
  return (
    <dialog {...useModal(close)} className={`drawer drawer--${first ? 'start' : 'end'}`} aria-labelledby={titleId} data-testid={testId}>
      <div className="drawer__body">
        <div className="drawer__head">
          <h2 id={titleId}>{title}</h2>
          <button type="button" className="icon-button" aria-label={t`Close`} onClick={close}>
            <CloseIcon />
          </button>
        </div>
        <div className="drawer__content">{children}</div>
        {foot && <div className="drawer__foot">{foot}</div>}
      </div>
    </dialog>
  );
}
