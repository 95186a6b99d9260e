// When it would arrive and what that costs, for the country that the shopper names; and what holds if it does not suit.
import { Trans, useLingui } from '@lingui/react/macro';
import { useMemo } from 'react';
import { Link } from 'react-router';
import type { OutlookMethod, Product } from '../../api/types';
import { locale } from '../../i18n/languages';
import { arrival } from '../../ui/arrival';
import { TickIcon, TruckIcon } from '../../ui/icons';
import { money } from '../../ui/money';
import { countries, countryName } from '../checkout/countries';
import { methodWords } from '../checkout/methodWords';
import { policyWords } from '../policies/policyWords';
import { usePolicies } from '../policies/usePolicies';
import { chooseCountry, useOutlook } from '../shop/useOutlook';

/** Ways that are said at once; the checkout knows all. */
const WAYS_SHOWN = 3;

export function DeliveryNote({ of }: { of: Product }) {
  const sent = of.requires_shipping !== false;
  return (
    <ul className="product__promises small">
      {sent && <Delivery currency={of.currency} />}
      <Returns marked={typeof of.attributes?.withdrawal === 'string'} />
    </ul>
  );
}

function Delivery({ currency }: { currency: string }) {
  const { t } = useLingui();
  const { country, outlook, pending } = useOutlook(currency);
  const language = locale();
  const all = useMemo(() => countries(language), [language]);
  return (
    <li data-testid="delivery">
      <TruckIcon />
      <div className="stack stack--tight">
        <label className="product__country">
          <span><Trans>Delivery to</Trans></span>
          <select className="input input--small" value={country} onChange={(event) => chooseCountry(event.target.value)}>
            {country === '' && <option value="">{t`Choose a country`}</option>}
            {all.map((one) => (
              <option key={one.code} value={one.code}>
                {one.name}
              </option>
            ))}
          </select>
        </label>
        <div className="product__ways" aria-live="polite" aria-busy={pending}>
          {outlook && !outlook.ships && (
            <p>
              {outlook.pickup ? <Trans>We do not ship to {countryName(country)}. It can be picked up.</Trans> : <Trans>We do not ship to {countryName(country)}.</Trans>}
            </p>
          )}
          {outlook?.methods.slice(0, WAYS_SHOWN).map((method) => (
            <p key={method.method}>
              <Way of={method} currency={currency} />
            </p>
          ))}
          {outlook?.varies && <p className="soft"><Trans>It may differ for parts of the country; the address decides.</Trans></p>}
        </div>
      </div>
    </li>
  );
}

/** Only what is known is said: no day where nobody has said one, no price that goes by a weight. */
function Way({ of, currency }: { of: OutlookMethod; currency: string }) {
  const { t } = useLingui();
  const days = arrival(of.delivered_from, of.delivered_to);
  const parts = [
    days && t`arrives ${days}`,
    of.price === 0 ? t`free` : of.price != null ? money(of.price, currency) : '',
    of.free_from != null && of.price !== 0 ? t`free from ${money(of.free_from, currency)}` : '',
  ].filter(Boolean);
  return (
    <>
      <span className="strong">{methodWords(of.method, of.label)}</span>
      {parts.length > 0 && `: ${parts.join(', ')}`}
    </>
  );
}

function Returns({ marked }: { marked: boolean }) {
  const { t } = useLingui();
  const { policies } = usePolicies();
  const policy = policies.find((one) => one.name === 'withdrawal') ?? policies.find((one) => one.name === 'shipping');
  return (
    <li>
      <TickIcon />
      <div>
        <p><Trans>Cancel free of charge until we start packing</Trans></p>
        {/* What cannot be sent back says so itself, beside its details. The line keeps its height until the texts of the shop are known. */}
        {!marked && (
          <p className="product__policy">
            {policy && <Link to={`/policies/${encodeURIComponent(policy.name)}`}>{policy.name === 'withdrawal' ? t`Right of withdrawal` : policyWords(policy.name)}</Link>}
          </p>
        )}
      </div>
    </li>
  );
}
