// What the owner has put beneath every page: columns of links, a text, and how the shop is reached.
import { useLingui } from '@lingui/react/macro';
import { useShop } from './useShop';
import { Brand } from './Brand';
import { ShopLinkTo } from './ShopLinkTo';
import { UNNAMED } from './useShop';

/** The sign with the line beneath it. Only a shop that nobody has named speaks for itself. */
export function FooterSign() {
  const { t } = useLingui();
  const shop = useShop();
  const line = shop.footer?.text ?? shop.tagline ?? (shop.name === UNNAMED ? t`Well-made things from independent makers.` : null);
  const { company, address, email, phone } = shop.contact;
  return (
    <div className="stack stack--tight">
      <Brand className="footer__mark" />
      {line && (
        <p className="small soft footer__contact" dir="auto">
          {line}
        </p>
      )}
      {(email || phone) && (
        <p className="small soft footer__contact">
          {[company, address].filter(Boolean).join('\n')}
          {(company || address) && '\n'}
          {email && <a href={`mailto:${email}`}>{email}</a>}
          {email && phone && ' · '}
          {phone && <a href={`tel:${phone.replace(/[^+\d]/g, '')}`}>{phone}</a>}
        </p>
      )}
    </div>
  );
}

/** The owner's columns, or null where the program's own links stand. */
export function FooterColumns() {
  const { t } = useLingui();
  const columns = useShop().footer?.columns ?? [];
  if (columns.length === 0) return null;
  return (
    <nav className="footer__columns" aria-label={t`More of the shop`}>
      {columns.map((column, index) => (
        <div key={index} className="stack stack--tight" dir="auto">
          {column.title && <p className="strong">{column.title}</p>}
          <ul>
            {column.links.map((link, at) => (
              <li key={at}>
                <ShopLinkTo to={link.to}>{link.label}</ShopLinkTo>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
