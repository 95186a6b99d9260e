// The free-form attributes of a product as a table of facts.
import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';
import type { AttributeValue, Product } from '../../api/types';
import { number, words } from '../../ui/words';
import { noWithdrawal, noWithdrawalWords } from '../withdrawal/withdrawalWords';

/** Units as they are written behind a figure. */
const units: Record<string, string> = Object.fromEntries('g kg mg mm cm m ml l W V lm mAh h min'.split(' ').map((unit) => [unit.toLowerCase(), unit]));

const SHIPPING_WEIGHT = 'shipping_weight_g';

/** "weight_g" is a weight in grams: its name, and the unit of its figures. */
export function factOf(attribute: string, value: AttributeValue): { name: string; value: string } {
  const cut = attribute.lastIndexOf('_');
  const unit = cut > 0 ? units[attribute.slice(cut + 1).toLowerCase()] : undefined;
  // The page's own beside those of the product.
  const name = attribute === SHIPPING_WEIGHT ? t`Shipping weight` : words(unit ? attribute.slice(0, cut) : attribute);
  if (!unit) return { name, value: written(value) };
  // What is no figure keeps its unit in its name: nobody knows how it is to be read.
  const figures = typeof value === 'number' || (typeof value === 'string' && value.trim() !== '' && Number.isFinite(Number(value)));
  return figures ? { name, value: `${number(Number(value))}\u00a0${unit}` } : { name: `${name} (${unit})`, value: written(value) };
}

function written(value: AttributeValue): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? t`Yes` : t`No`;
  if (Array.isArray(value)) return value.map(written).join(', ');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, inner]) => `${words(name)}: ${written(inner)}`)
      .join(', ');
  }
  return typeof value === 'number' ? number(value) : String(value);
}

export function Attributes({ of, parent }: { of: Product; parent: Product }) {
  const all = { ...parent.attributes, ...of.attributes };
  const mark = typeof of.attributes?.withdrawal === 'string' && of.attributes.withdrawal in noWithdrawal ? noWithdrawalWords(of.attributes.withdrawal) : undefined;
  // What the mark means stands in a sentence of its own; of a parent without units of its own it means nothing.
  const facts = Object.entries(all).filter(([name]) => name !== 'withdrawal');
  const unsent = of.requires_shipping === false;
  if (of.weight_g > 0 && !('weight_g' in all) && !unsent) facts.push([SHIPPING_WEIGHT, of.weight_g]);
  if (facts.length === 0 && !mark && !unsent) return null;
  return (
    <section className="facts" aria-labelledby="facts-title">
      <h2 id="facts-title"><Trans>Details</Trans></h2>
      {mark && (
        <p className="small" data-testid="no-withdrawal">
          {mark}
        </p>
      )}
      {unsent && (
        <p className="small" data-testid="not-sent">
          <Trans>Nothing is sent: there is no shipping to pay, and it is delivered with the confirmation of the order.</Trans>
        </p>
      )}
      <dl>
        {facts
          .map(([name, value]) => factOf(name, value))
          .map((fact) => (
            <div key={fact.name}>
              <dt>{fact.name}</dt>
              <dd>{fact.value}</dd>
            </div>
          ))}
      </dl>
    </section>
  );
}
