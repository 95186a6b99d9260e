// The options of a product: one choice an axis, with what is not there or sold out told apart, and what is missing said beside it.
import { Trans } from '@lingui/react/macro';
import { useId } from 'react';
import type { Product } from '../../api/types';
import { Picture } from '../../ui/Picture';
import { words } from '../../ui/words';
import { isPossible, matches, swatchesOf, type Choice, type OptionAxis } from './options';

interface Props {
  axes: OptionAxis[];
  variants: Product[];
  choice: Choice;
  choose: (next: Choice) => void;
  /** The axis that has to be chosen first, once somebody has tried without. */
  missing?: string;
}

export function Options({ axes, variants, choice, choose, missing }: Props) {
  return axes.map((axis) => (
    <Axis
      key={axis.name}
      axis={axis}
      variants={variants}
      choice={choice}
      missing={missing === axis.name}
      // A value that does not exist with the rest starts the choice afresh rather than being refused.
      choose={(value) => choose(isPossible(variants, choice, axis.name, value) ? { ...choice, [axis.name]: value } : { [axis.name]: value })}
    />
  ));
}

function Axis({ axis, variants, choice, choose, missing }: { axis: OptionAxis; variants: Product[]; choice: Choice; choose: (value: string) => void; missing: boolean }) {
  const id = useId();
  const swatches = swatchesOf(axis, variants);
  const chosen = choice[axis.name];
  const soldOut = (value: string): boolean => {
    const meant = variants.filter((variant) => matches(variant, { ...choice, [axis.name]: value }));
    return meant.length > 0 && meant.every((variant) => variant.stock != null && variant.stock.available <= 0);
  };
  return (
    <fieldset className="options" aria-invalid={missing} aria-describedby={missing ? `${id}-missing` : undefined} data-axis={axis.name}>
      <legend>
        {words(axis.name)}
        {chosen && <span className="soft"> {chosen}</span>}
      </legend>
      <div className="row">
        {axis.values.map((value) => {
          const possible = isPossible(variants, choice, axis.name, value);
          const gone = possible && soldOut(value);
          return (
            <label key={value} className={`option${possible ? '' : ' option--off'}${gone ? ' option--gone' : ''}${swatches ? ' option--swatch' : ''}`}>
              <input type="radio" name={`option-${axis.name}`} checked={chosen === value} onChange={() => choose(value)} aria-label={value} aria-describedby={gone ? `${id}-gone` : undefined} />
              <span>
                {swatches && <Picture src={swatches.get(value)} alt="" sizes="44px" />}
                {value}
              </span>
            </label>
          );
        })}
      </div>
      <span id={`${id}-gone`} hidden>
        <Trans>Sold out</Trans>
      </span>
      {missing && (
        <p className="field__error" id={`${id}-missing`} role="alert" data-testid="choose-first">
          <Trans>Please choose: {words(axis.name)}</Trans>
        </p>
      )}
    </fieldset>
  );
}
