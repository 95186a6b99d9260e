// Whom to turn to about a product's safety, and its warnings (Regulation (EU) 2023/988, article 19).
import { Trans, useLingui } from '@lingui/react/macro';
import type { Product } from '../../api/types';

export function Safety({ of, parent }: { of: Product; parent: Product }) {
  const { t } = useLingui();
  const said = of.safety ?? parent.safety;
  if (!said) return null;
  return (
    <section className="facts safety" aria-labelledby="safety-title" data-testid="safety">
      <h2 id="safety-title"><Trans>Product safety</Trans></h2>
      {said.warnings && <p className="safety__warnings">{said.warnings}</p>}
      {said.manufacturer_name && (
        <Party title={t`Manufacturer`} name={said.manufacturer_name} address={said.manufacturer_address} contact={said.manufacturer_contact} />
      )}
      {said.responsible_name && (
        <Party title={t`Responsible in the EU`} name={said.responsible_name} address={said.responsible_address} contact={said.responsible_contact} />
      )}
    </section>
  );
}

function Party({ title, name, address, contact }: { title: string; name: string; address?: string | null; contact?: string | null }) {
  return (
    <div className="safety__party">
      <h3>{title}</h3>
      <p className="safety__address">
        {name}
        {address && `\n${address}`}
      </p>
      {contact && <a href={contact.startsWith('https://') ? contact : `mailto:${contact}`}>{contact}</a>}
    </div>
  );
}
