// The free-form attributes of a product as a table of facts.
import { Trans } from '@lingui/react/macro';
import type { Product } from '../../api/types';
import { noWithdrawal, noWithdrawalWords } from '../withdrawal/withdrawalWords';
import { factOf, SHIPPING_WEIGHT } from './facts';

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
