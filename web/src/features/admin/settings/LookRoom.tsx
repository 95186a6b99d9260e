// Logo and colours, with the shop in them beside it before they are saved.
import type { CSSProperties, ReactNode } from 'react';
import { Field } from '../../../ui/Field';
import { Announcement, Brand } from '../../shop/Brand';
import { lookOf } from '../../shop/look';
import { FooterSign } from '../../shop/ShopFooter';
import { PreviewedShop } from '../../shop/useShop';
import { PictureField } from './PictureField';
import { useRoom } from './SettingsLayout';
import { said, whole } from './settingsForm';

const colours = [
  { name: 'accent', label: 'Buttons and links', hint: 'Light text must be readable on it, and it on light grounds' },
  { name: 'ink', label: 'Text', hint: 'Must be readable on light grounds' },
  { name: 'banner', label: 'Announcement', hint: 'White text must be readable on it' },
] as const;

export function LookRoom() {
  const { draft, shop, change, error, note } = useRoom();
  const chosen = draft.colours ?? { accent: null, ink: null, banner: null };
  return (
    <div className="settings__halves">
      <div className="stack">
        <h2>Look</h2>
        <PictureField label="Logo" picture={draft.logo} change={(logo) => change({ logo })} error={error('logo.url')} />
        {note('colours') && <p className="small soft">{note('colours')}</p>}
        {colours.map(({ name, label, hint }) => (
          <div className="settings__colour" key={name}>
            <input
              type="color"
              aria-label={`${label}: choose`}
              value={shop.colours[name].toLowerCase()}
              onChange={(event) => change({ colours: { ...chosen, [name]: event.target.value } })}
            />
            <Field
              label={label}
              optional
              maxLength={7}
              value={chosen[name] ?? ''}
              placeholder={shop.colours[name]}
              hint={hint}
              error={error(`colours.${name}`)}
              onChange={(event) => change({ colours: whole({ ...chosen, [name]: said(event.target.value.trim()) }) })}
            />
          </div>
        ))}
      </div>
      <Preview label="How the shop looks with it">
        <Announcement />
        <div className="settings__bar">
          <Brand />
          <span className="header__badge">2</span>
        </div>
        <div className="stack settings__sample">
          <h3>A heading</h3>
          <p>
            A paragraph with <a href="#look">a link</a> in it.
          </p>
          <div className="row">
            <span className="button button--primary">Add to cart</span>
            <span className="pill pill--good">In stock</span>
          </div>
          <p className="notice notice--good">A message that something went well.</p>
        </div>
        <div className="footer settings__sample">
          <FooterSign />
        </div>
      </Preview>
    </div>
  );
}

/** A part of the shop as it would be; nothing in it can be pressed. */
export function Preview({ label, children }: { label: string; children: ReactNode }) {
  const { shop } = useRoom();
  return (
    <section className="settings__preview" aria-label={label} data-testid="preview">
      <p className="small soft settings__caption">{label}</p>
      <PreviewedShop.Provider value={shop}>
        <div inert style={lookOf(shop.colours) as CSSProperties} className="settings__shop">
          {children}
        </div>
      </PreviewedShop.Provider>
    </section>
  );
}
