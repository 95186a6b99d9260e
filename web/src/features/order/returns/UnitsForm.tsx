// A list of products with a number beside each: what to return, to pay back, or to order instead.
import type { OrderLine, Units } from '../../../api/types';

interface Row {
  line: Pick<OrderLine, 'product_id' | 'product_name'>;
  min: number;
  max: number;
  hint: string;
}

interface Props {
  legend: string;
  rows: Row[];
  counts: Record<string, number>;
  change: (counts: Record<string, number>) => void;
}

export function UnitsForm({ legend, rows, counts, change }: Props) {
  return (
    <fieldset className="units">
      <legend className="field__label">{legend}</legend>
      {rows.map(({ line, min, max, hint }) => (
        <label key={line.product_id} className="units__row">
          <span>
            {line.product_name} <span className="small soft">{hint}</span>
          </span>
          <input
            className="input units__count"
            type="number"
            inputMode="numeric"
            min={min}
            max={max}
            step={1}
            value={counts[line.product_id] ?? 0}
            data-testid={`units-${line.product_id}`}
            onChange={(event) => change({ ...counts, [line.product_id]: Math.max(0, Math.trunc(event.target.valueAsNumber || 0)) })}
          />
        </label>
      ))}
    </fieldset>
  );
}

/** Only those that are meant. */
export function chosen(counts: Record<string, number>): Units[] {
  return Object.entries(counts)
    .filter(([, quantity]) => quantity > 0)
    .map(([product_id, quantity]) => ({ product_id, quantity }));
}
