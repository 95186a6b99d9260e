// Minus, a number, plus. Typing is only taken over when it is finished, so "12" is not first "1".
import { useLingui } from '@lingui/react/macro';
import { useEffect, useState } from 'react';

interface Props {
  label: string;
  value: number;
  min?: number;
  max?: number;
  disabled?: boolean;
  /** A change is under way: nothing more is taken, but the keyboard stays where it is. */
  busy?: boolean;
  change: (value: number) => void;
}

export const QUANTITY_MAX = 999;

export function QuantityStepper({ label, value, min = 1, max = QUANTITY_MAX, disabled, busy = false, change }: Props) {
  const { t } = useLingui();
  const [text, setText] = useState(String(value));
  // When a change has ended the number is the shop's again, also where the shop refused.
  useEffect(() => setText(String(value)), [value, busy]);

  const ask = (next: number) => {
    if (busy || next === value || next < min || next > max) return;
    setText(String(next));
    change(next);
  };

  const commit = () => {
    if (busy) return;
    const typed = Number.parseInt(text, 10);
    const next = Number.isNaN(typed) ? value : Math.min(Math.max(typed, min), max);
    setText(String(next));
    ask(next);
  };

  return (
    <div className="stepper" role="group" aria-label={label}>
      <button type="button" aria-label={t`One less`} disabled={disabled || value <= min} aria-disabled={busy} onClick={() => ask(value - 1)}>
        −
      </button>
      <input
        type="number"
        inputMode="numeric"
        aria-label={label}
        min={min}
        max={max}
        value={text}
        disabled={disabled}
        readOnly={busy}
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            commit();
          }
        }}
      />
      <button type="button" aria-label={t`One more`} disabled={disabled || value >= max} aria-disabled={busy} onClick={() => ask(value + 1)}>
        +
      </button>
    </div>
  );
}
