// Minus, a number, plus. Typing is only taken over when it is finished, so "12" is not first "1".
import { useEffect, useState } from 'react';

interface Props {
  label: string;
  value: number;
  min?: number;
  max?: number;
  disabled?: boolean;
  change: (value: number) => void;
}

export const QUANTITY_MAX = 999;

export function QuantityStepper({ label, value, min = 1, max = QUANTITY_MAX, disabled, change }: Props) {
  const [text, setText] = useState(String(value));
  useEffect(() => setText(String(value)), [value]);

  const commit = () => {
    const typed = Number.parseInt(text, 10);
    const next = Number.isNaN(typed) ? value : Math.min(Math.max(typed, min), max);
    setText(String(next));
    if (next !== value) change(next);
  };

  return (
    <div className="stepper" role="group" aria-label={label}>
      <button type="button" aria-label="One less" disabled={disabled || value <= min} onClick={() => change(value - 1)}>
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
        onChange={(event) => setText(event.target.value)}
        onBlur={commit}
        onKeyDown={(event) => {
          if (event.key === 'Enter') {
            event.preventDefault();
            commit();
          }
        }}
      />
      <button type="button" aria-label="One more" disabled={disabled || value >= max} onClick={() => change(value + 1)}>
        +
      </button>
    </div>
  );
}
