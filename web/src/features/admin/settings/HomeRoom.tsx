// The home page: its sections in their order, and how they look together.
import { useState } from 'react';
import type { HomeSection } from '../../../api/types';
import { Field, SelectField, TextField } from '../../../ui/Field';
import { HomeSections } from '../../shop/HomeSections';
import { LinkFields } from './LinkFields';
import { Preview } from './LookRoom';
import { PictureField } from './PictureField';
import { useRoom } from './SettingsLayout';
import { kindLabels, moved, newSection, replaced, said, without } from './settingsForm';

const SECTIONS_MAX = 20;

export function HomeRoom() {
  const { draft, change, error } = useRoom();
  const [kind, setKind] = useState('hero');
  const sections = draft.home?.sections ?? null;
  const set = (next: HomeSection[]) => change({ home: { sections: next } });
  return (
    <div className="stack">
      <h2>Home page</h2>
      {!sections && <p className="soft">The shop has the opening that the program brings, and all goods beneath it. Add a section to make your own.</p>}
      {error('home.sections') && <p className="field__error">{error('home.sections')}</p>}
      <ol className="settings__sections">
        {sections?.map((section, at) => (
          <li className="panel stack" key={at} data-testid="home-section">
            <div className="row row--apart">
              <h3>{kindLabels[section.kind] ?? section.kind}</h3>
              <div className="row">
                <button type="button" className="link-button" disabled={at === 0} aria-label={`Move section ${at + 1} up`} onClick={() => set(moved(sections, at, -1))}>
                  Up
                </button>
                <button type="button" className="link-button" disabled={at === sections.length - 1} aria-label={`Move section ${at + 1} down`} onClick={() => set(moved(sections, at, 1))}>
                  Down
                </button>
                <button type="button" className="link-button" aria-label={`Take section ${at + 1} away`} onClick={() => set(without(sections, at))}>
                  Take away
                </button>
              </div>
            </div>
            <SectionFields at={`home.sections[${at}]`} section={section} change={(next) => set(replaced(sections, at, next))} />
          </li>
        ))}
      </ol>
      <div className="row">
        <label>
          <span className="visually-hidden">Kind of section</span>
          <select className="input input--small" value={kind} onChange={(event) => setKind(event.target.value)}>
            {Object.entries(kindLabels).map(([value, label]) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="button button--small" disabled={(sections?.length ?? 0) >= SECTIONS_MAX} data-testid="add-section" onClick={() => set([...(sections ?? []), newSection(kind)])}>
          Add a section
        </button>
        {sections && (
          <button type="button" className="link-button" onClick={() => change({ home: null })}>
            Go back to the program's own
          </button>
        )}
      </div>
      {sections && (
        <Preview label="How the home page begins with it; all goods follow beneath">
          <div className="settings__sample">
            <HomeSections sections={sections} />
          </div>
        </Preview>
      )}
    </div>
  );
}

function SectionFields({ at, section, change }: { at: string; section: HomeSection; change: (section: HomeSection) => void }) {
  const { error } = useRoom();
  const { kind } = section;
  const words = kind === 'hero' || kind === 'text';
  return (
    <>
      <div className="fields">
        <Field label="Heading" optional={kind !== 'hero'} dir="auto" maxLength={200} value={section.title ?? ''} error={error(`${at}.title`)} onChange={(event) => change({ ...section, title: said(event.target.value) })} />
        {kind === 'category' && (
          <Field
            label="Category"
            maxLength={200}
            value={section.category ?? ''}
            error={error(`${at}.category`)}
            hint="Its name, or the path of names: Clothing/Shirts"
            onChange={(event) => change({ ...section, category: said(event.target.value) })}
          />
        )}
        {kind === 'products' && (
          <SelectField
            label="Which"
            span="half"
            value={section.pick ?? 'newest'}
            error={error(`${at}.pick`)}
            onChange={(event) => change({ ...section, pick: event.target.value, product_ids: event.target.value === 'choice' ? (section.product_ids ?? []) : null })}
          >
            <option value="newest">The newest</option>
            <option value="best">Those bought most</option>
            <option value="choice">Those chosen here</option>
          </SelectField>
        )}
        {kind === 'products' && section.pick === 'choice' && (
          <TextField
            label="Ids of the products"
            rows={4}
            value={(section.product_ids ?? []).join('\n')}
            error={error(`${at}.product_ids`)}
            hint="One a line, in the order in which they are shown"
            onChange={(event) => change({ ...section, product_ids: event.target.value.split('\n').map((id) => id.trim()).filter((id, i, all) => id !== '' || i === all.length - 1).filter(Boolean) })}
          />
        )}
        {words && (
          <TextField
            label={kind === 'hero' ? 'Text' : 'Text in Markdown'}
            optional={kind === 'hero'}
            dir="auto"
            rows={kind === 'hero' ? 2 : 6}
            maxLength={10_000}
            value={section.text ?? ''}
            error={error(`${at}.text`)}
            onChange={(event) => change({ ...section, text: said(event.target.value) })}
          />
        )}
      </div>
      {words && <PictureField label="Picture" picture={section.picture} change={(picture) => change({ ...section, picture })} error={error(`${at}.picture.url`)} />}
      {words &&
        (section.link ? (
          <>
            <LinkFields at={`${at}.link`} link={section.link} change={(link) => change({ ...section, link })} />
            <button type="button" className="link-button" onClick={() => change({ ...section, link: null })}>
              Without a link
            </button>
          </>
        ) : (
          <button type="button" className="link-button" onClick={() => change({ ...section, link: { label: '', to: '/' } })}>
            Add a link
          </button>
        ))}
    </>
  );
}
