// One way to ship while a zone is edited: what it is called, how long it takes, and its price by steps.
import type { Problem } from '../../../../api/core/problem';
import type { Carrier } from '../../../../api/types';
import { Field, SelectField } from '../../../../ui/Field';
import { memberError } from '../../../../ui/forms/fieldError';
import { blankStep, type MethodText, type StepText } from './zoneForm';

interface Props {
  method: MethodText;
  /** Its place in the zone, from 0. */
  number: number;
  problem: Problem | null;
  /** Whose own prices can be taken. */
  carriers: Carrier[];
  change: (method: MethodText) => void;
  /** Null where it is the only one. */
  drop: (() => void) | null;
}

export function MethodFields({ method, number, problem, carriers, change, drop }: Props) {
  const at = `methods[${number}]`;
  const field = (name: Exclude<keyof MethodText, 'steps'>) => ({
    value: method[name],
    error: memberError(problem, `${at}.${name}`),
    onChange: (event: React.ChangeEvent<HTMLInputElement | HTMLSelectElement>) => change({ ...method, [name]: event.target.value }),
  });
  const step = (i: number, next: StepText) => change({ ...method, steps: method.steps.map((one, of) => (of === i ? next : one)) });
  const byWeight = method.by === 'weight';

  return (
    <fieldset className="panel stack" data-testid="zone-method">
      <legend className="strong">{method.name || `Method ${number + 1}`}</legend>
      <div className="fields">
        <Field label="Name" span="third" required maxLength={200} {...field('name')} />
        <Field label="Code" span="third" required maxLength={40} list="shipping-codes" {...field('method')} hint="standard, express, or your own" />
        <Field label="Currency" span="third" required maxLength={3} pattern="[A-Za-z]{3}" {...field('currency')} />
        <Field label="Carrier" span="third" optional maxLength={200} {...field('carrier')} />
        <Field label="Days, least" span="third" optional hint="Working days" type="number" min="0" max="120" step="1" {...field('days_min')} />
        <Field label="Days, most" span="third" optional hint="Working days" type="number" min="0" max="120" step="1" {...field('days_max')} />
        <SelectField label="Price goes by" span="third" {...field('by')}>
          <option value="value">Value of the goods</option>
          <option value="weight">Weight</option>
        </SelectField>
        <Field label="Free from" span="third" optional type="number" min="0" step="0.001" {...field('free_from')} hint="Value of the goods" />
      </div>
      {carriers.length > 0 && (
        <div className="fields">
          <SelectField label="Price of a carrier" span="third" {...field('provider')} hint="The steps are for when it does not answer">
            <option value="">None: the steps</option>
            {carriers.map((one) => (
              <option key={one.name} value={one.name}>
                {one.label}
              </option>
            ))}
          </SelectField>
          {method.provider && <Field label="Its service" span="third" required maxLength={200} {...field('service')} hint="As the carrier calls it, such as ground" />}
        </div>
      )}
      {memberError(problem, `${at}.steps`) && <p className="notice notice--warn">{memberError(problem, `${at}.steps`)}</p>}
      {method.steps.map((one, i) => (
        <div className="fields" key={i}>
          <Field
            label={byWeight ? 'Up to, grams' : 'Up to, value'}
            span="third"
            optional={i === method.steps.length - 1}
            required={i < method.steps.length - 1}
            type="number"
            min="0"
            step={byWeight ? '1' : '0.001'}
            value={one.up_to}
            error={memberError(problem, `${at}.steps[${i}].up_to`)}
            onChange={(event) => step(i, { ...one, up_to: event.target.value })}
            hint={i === method.steps.length - 1 ? 'Empty takes any' : undefined}
          />
          <Field
            label="Price"
            span="third"
            required
            type="number"
            min="0"
            step="0.001"
            value={one.price}
            error={memberError(problem, `${at}.steps[${i}].price`)}
            onChange={(event) => step(i, { ...one, price: event.target.value })}
          />
          {method.steps.length > 1 && (
            <div className="field field--third">
              <button type="button" className="button button--small button--quiet" onClick={() => change({ ...method, steps: method.steps.filter((_, of) => of !== i) })}>
                Drop this step
              </button>
            </div>
          )}
        </div>
      ))}
      <div className="row">
        <button type="button" className="button button--small button--quiet" onClick={() => change({ ...method, steps: [...method.steps, blankStep] })}>
          Add a step
        </button>
        {drop && (
          <button type="button" className="button button--small button--danger" onClick={drop}>
            Drop {method.name || 'this method'}
          </button>
        )}
      </div>
    </fieldset>
  );
}
