// The shop's texts in Markdown, with how they will be read beside them. Each is saved by itself, and every version that was shown stays.
import { useEffect, useState } from 'react';
import { asProblem, type Problem } from '../../../api/core/problem';
import { forgetPolicies } from '../../../api/policies';
import { listEditedPolicies, removePolicy, writePolicy } from '../../../api/shop';
import type { EditedPolicies, EditedPolicy } from '../../../api/types';
import { Dialog } from '../../../ui/Dialog';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { Field, TextField } from '../../../ui/Field';
import { memberError } from '../../../ui/forms/fieldError';
import { Loading } from '../../../ui/Loading';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { dateTime } from '../../../ui/words';
import { MarkdownText } from '../../policies/MarkdownText';
import { useRoom } from './SettingsLayout';

const sources: Record<string, string> = {
  admin: 'Written here',
  file: 'From a file of Shop:Policies, which wins: change the file',
  sample: 'A sample of the demo that binds nobody',
};

export function PoliciesRoom() {
  const texts = useLoad<EditedPolicies>(['policies', 'edited'], (signal) => listEditedPolicies(signal));
  const [open, setOpen] = useState<string | null>(null);
  const [name, setName] = useState('');
  const items = texts.data?.items ?? [];
  const missing = texts.data?.missing ?? [];
  const chosen = open === null ? null : (items.find((one) => one.name === open) ?? blank(open));
  return (
    <div className="stack">
      <h2>Policies</h2>
      <p className="small soft">
        Terms, withdrawal, privacy, shipping and imprint, each under its own address and in the footer. Orders keep the version that was agreed to. A file of Shop:Policies wins over a text of the
        same name that is written here.
      </p>
      {texts.problem && <ErrorBanner problem={texts.problem} retry={texts.reload} />}
      {!texts.data && !texts.problem && <Loading what="Loading the texts" />}
      {texts.data && open === null && (
        <>
          <ul className="settings__texts">
            {items.map((one) => (
              <li key={one.name}>
                <button type="button" className="link-button" onClick={() => setOpen(one.name)}>
                  {one.title}
                </button>
                <span className="small soft">
                  {one.name} · {sources[one.source]}
                  {one.changed_at && ` · ${dateTime(one.changed_at)} by ${one.changed_by}`}
                </span>
              </li>
            ))}
            {missing.map((one) => (
              <li key={one}>
                <button type="button" className="link-button" onClick={() => setOpen(one)}>
                  Write {one}
                </button>
                <span className="small settings__missing">Missing: a shop for consumers must have it</span>
              </li>
            ))}
          </ul>
          <div className="admin__search">
            <Field label="Another text" optional maxLength={40} value={name} hint="Its address: lower-case letters, digits, hyphens" onChange={(event) => setName(event.target.value)} />
            <button type="button" className="button" disabled={!/^[a-z][a-z0-9-]*$/.test(name)} onClick={() => setOpen(name)}>
              Write it
            </button>
          </div>
        </>
      )}
      {chosen && (
        <TextEditor
          key={chosen.name}
          policy={chosen}
          done={() => {
            setOpen(null);
            setName('');
            forgetPolicies();
            texts.reload();
          }}
          back={() => setOpen(null)}
        />
      )}
    </div>
  );
}

const blank = (name: string): EditedPolicy => ({
  name,
  title: name,
  text: `# ${name.charAt(0).toUpperCase()}${name.slice(1).replace(/-/g, ' ')}\n\n`,
  source: 'admin',
  version: 0,
  changed_at: null,
  changed_by: null,
});

function TextEditor({ policy, done, back }: { policy: EditedPolicy; done: () => void; back: () => void }) {
  const { setDirty } = useRoom();
  const say = useSay();
  const [base, setBase] = useState(policy);
  const [text, setText] = useState(policy.text);
  const [theirs, setTheirs] = useState<EditedPolicy | null>(null);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [asking, setAsking] = useState<'remove' | 'leave' | null>(null);
  const fixed = base.source === 'file';
  const dirty = text !== base.text;
  useEffect(() => {
    setDirty(dirty);
    return () => setDirty(false);
  }, [dirty, setDirty]);

  const attempt = async (change: () => Promise<unknown>, saying: string) => {
    setBusy(true);
    setProblem(null);
    try {
      await change();
      setDirty(false);
      say.good(saying);
      done();
    } catch (error) {
      const why = asProblem(error);
      setProblem(why);
      if (why.status === 412) setTheirs((await listEditedPolicies().catch(() => null))?.items.find((one) => one.name === base.name) ?? { ...base, text: '', version: 0 });
      setBusy(false);
      setAsking(null);
    }
  };

  return (
    <div className="stack" data-testid="text-editor">
      <nav className="crumbs" aria-label="You are here">
        <button type="button" className="link-button" onClick={() => (dirty ? setAsking('leave') : back())}>
          All texts
        </button>
      </nav>
      <p className="small soft">
        /policies/{base.name} · {sources[base.source]}
      </p>
      {theirs && (
        <section className="panel settings__versions" aria-label="Two versions" data-testid="conflict">
          <h3>Somebody else has changed this text</h3>
          <p className="small">Yours stands below as you typed it. This is the one that is saved now:</p>
          <pre className="settings__theirs">{theirs.text || '(taken away)'}</pre>
          <div className="row">
            <button
              type="button"
              className="button button--primary"
              onClick={() => {
                setBase({ ...base, version: theirs.version });
                setTheirs(null);
                setProblem(null);
              }}
            >
              Go on with mine
            </button>
            <button
              type="button"
              className="button"
              onClick={() => {
                setBase(theirs);
                setText(theirs.text);
                setTheirs(null);
                setProblem(null);
              }}
            >
              Take theirs
            </button>
          </div>
        </section>
      )}
      <div className="settings__halves">
        <TextField
          label="Text in Markdown"
          dir="auto"
          rows={24}
          readOnly={fixed}
          value={text}
          error={memberError(problem, 'text') ?? memberError(problem, 'name')}
          hint="# Heading, ## smaller, - list, **strong**, [words](/address)"
          onChange={(event) => setText(event.target.value)}
        />
        <section className="settings__preview" aria-label="How it is read">
          <p className="small soft settings__caption">How it is read</p>
          <article className="policy settings__sample" inert dir="auto">
            <MarkdownText text={text} />
          </article>
        </section>
      </div>
      {problem && <ErrorBanner problem={problem} />}
      {!fixed && (
        <div className="row">
          <button
            type="button"
            className="button button--primary"
            disabled={busy || theirs !== null || (!dirty && base.source === 'admin' && base.version > 0)}
            data-testid="save-text"
            onClick={() => void attempt(() => writePolicy(base.name, text, base.version), 'Saved. The shop shows it now.')}
          >
            {busy ? 'Saving…' : 'Save this text'}
          </button>
          {base.source === 'admin' && base.version > 0 && (
            <button type="button" className="link-button" disabled={busy} onClick={() => setAsking('remove')}>
              Take it away
            </button>
          )}
        </div>
      )}
      {asking === 'remove' && (
        <Dialog title={`Take ${base.title} away?`} close={() => setAsking(null)}>
          <p>The shop does not show it any more. Versions that were agreed to with orders stay where they are.</p>
          <div className="row">
            <button type="button" className="button button--danger" disabled={busy} onClick={() => void attempt(() => removePolicy(base.name, base.version), 'It is taken away.')}>
              Take it away
            </button>
            <button type="button" className="button button--quiet" onClick={() => setAsking(null)}>
              Keep it
            </button>
          </div>
        </Dialog>
      )}
      {asking === 'leave' && (
        <Dialog title="Leave without saving?" close={() => setAsking(null)}>
          <p>What you have typed is not saved yet.</p>
          <div className="row">
            <button type="button" className="button button--primary" onClick={() => setAsking(null)}>
              Stay
            </button>
            <button type="button" className="button button--danger" onClick={back}>
              Leave without saving
            </button>
          </div>
        </Dialog>
      )}
    </div>
  );
}
