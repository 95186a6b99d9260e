// The shop's settings: rooms that share one draft, one save button, and one version. Of two editors neither loses anything.
import { useEffect, useMemo, useRef, useState } from 'react';
import { NavLink, Outlet, useOutletContext } from 'react-router';
import { Problem, asProblem } from '../../../api/core/problem';
import { readSettings, writeSettings } from '../../../api/shop';
import type { Settings, Shop } from '../../../api/types';
import { ErrorBanner } from '../../../ui/ErrorBanner';
import { memberError } from '../../../ui/forms/fieldError';
import { LeaveGuard } from '../../../ui/forms/LeaveGuard';
import { Loading } from '../../../ui/Loading';
import { useSay } from '../../../ui/Toasts';
import { useLoad } from '../../../ui/browser/useLoad';
import { useTitle } from '../../../ui/useTitle';
import { dateTime } from '../../../ui/words';
import { showShop } from '../../shop/useShop';
import { Versions } from '../frame/Versions';
import { changedMembers, configuredNote, conflictsOf, memberLabels, memberText, merged, shopOf, type Draft, type Member } from './settingsForm';
import './settings.css';

const tabs = [
  { to: '/admin/settings', label: 'General' },
  { to: '/admin/settings/look', label: 'Look' },
  { to: '/admin/settings/home', label: 'Home page' },
  { to: '/admin/settings/region', label: 'Languages and region' },
  { to: '/admin/settings/policies', label: 'Policies' },
  { to: '/admin/settings/footer', label: 'Sender and footer' },
];

/** What a room works with. */
export interface Room {
  settings: Settings;
  draft: Draft;
  /** The shop as it would be. */
  shop: Shop;
  change: (part: Partial<Draft>) => void;
  /** The host's complaint about a member such as `contact.email`. */
  error: (member: string) => string | undefined;
  /** What the configuration says of it. */
  note: (member: Member) => string | null;
  /** A room with words of its own that are not saved yet. */
  setDirty: (dirty: boolean) => void;
}

export const useRoom = (): Room => useOutletContext<Room>();

export function SettingsLayout() {
  useTitle('Settings');
  const read = useLoad<Settings>(['settings', 'edited'], (signal) => readSettings(signal));
  return (
    <div className="stack">
      <h1>Settings</h1>
      {read.problem && <ErrorBanner problem={read.problem} retry={read.reload} />}
      {!read.data && !read.problem && <Loading what="Loading the settings" />}
      {read.data && <Rooms first={read.data} />}
    </div>
  );
}

function Rooms({ first }: { first: Settings }) {
  const say = useSay();
  // What the host had when it was read, what is typed, and what the host has since, where somebody else was quicker.
  const [settings, setSettings] = useState(first);
  const [draft, setDraft] = useState<Draft>(first.settings);
  const [theirs, setTheirs] = useState<Settings | null>(null);
  const [problem, setProblem] = useState<Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const [textDirty, setDirty] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const changed = changedMembers(settings.settings, draft);
  const dirty = changed.length > 0 || textDirty;

  useEffect(() => {
    if (problem) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [problem]);

  const took = (now: Settings) => {
    setSettings(now);
    setDraft(now.settings);
    showShop({ ...now.shop, sender: null });
  };

  const save = async () => {
    setBusy(true);
    setProblem(null);
    try {
      took(await writeSettings(draft, settings.version));
      say.good('Saved. The shop shows it now.');
    } catch (error) {
      const why = asProblem(error);
      if (why.status === 412) await meet(why);
      else setProblem(why);
    } finally {
      setBusy(false);
    }
  };

  // Somebody was quicker. Where they changed other members both count, and saving goes on by itself.
  const meet = async (why: Problem) => {
    try {
      const now = await readSettings();
      if (conflictsOf(settings.settings, draft, now.settings).length > 0) {
        setTheirs(now);
        return;
      }
      took(await writeSettings(merged(settings.settings, draft, now.settings), now.version));
      say.good('Saved, together with what somebody else changed meanwhile.');
    } catch (error) {
      const again = asProblem(error);
      setProblem(again.status === 412 ? why : again);
    }
  };

  const shop = useMemo(() => shopOf(draft, settings.defaults), [draft, settings.defaults]);
  const room: Room = {
    settings,
    draft,
    shop,
    change: (part) => setDraft((now) => ({ ...now, ...part })),
    error: (member) => memberError(problem, member),
    note: (member) => configuredNote(settings, draft, member),
    setDirty,
  };

  return (
    <>
      <nav className="tabs" aria-label="Settings">
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={tab.to} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      {settings.warnings.length > 0 && (
        <details className="notice notice--warn" data-testid="settings-warnings">
          <summary>{settings.warnings.length === 1 ? 'One thing to look at' : `${settings.warnings.length} things to look at`}</summary>
          <ul>
            {settings.warnings.map((one, index) => (
              <li key={index}>{one.detail}</li>
            ))}
          </ul>
        </details>
      )}
      {theirs && (
        <Versions
          what="these settings"
          members={conflictsOf(settings.settings, draft, theirs.settings)}
          label={(member) => memberLabels[member]}
          said={(member, whose) => memberText(whose === 'mine' ? draft : theirs.settings, member)}
          settled={(members) => {
            // Saving again is the editor's own press: they look at what they have chosen first.
            setSettings(theirs);
            setDraft(members.reduce<Draft>((next, member) => ({ ...next, [member]: theirs.settings[member] }), merged(settings.settings, draft, theirs.settings)));
            setTheirs(null);
          }}
        />
      )}
      <form
        ref={form}
        className="stack"
        noValidate
        data-testid="settings-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (!theirs && changed.length > 0) void save();
        }}
      >
        <Outlet context={room} />
        {problem && <ErrorBanner problem={problem} />}
        <div className="panel panel--mist row settings__save">
          <button type="submit" className="button button--primary" disabled={busy || theirs !== null || changed.length === 0} data-testid="save-settings">
            {busy ? 'Saving…' : 'Save settings'}
          </button>
          {changed.length > 0 && (
            <>
              <span className="small soft">Not saved yet</span>
              <button type="button" className="link-button" onClick={() => setDraft(settings.settings)}>
                Undo
              </button>
            </>
          )}
          {changed.length === 0 && (
            <span className="small soft">
              {settings.changed_at ? `Version ${settings.version}, saved ${dateTime(settings.changed_at)} by ${settings.changed_by}` : 'Nothing is set yet: all is as configured'}
            </span>
          )}
        </div>
      </form>
      {/* From room to room the draft goes along; a text that is written in its own room does not. */}
      <LeaveGuard dirty={dirty} keeps={(pathname) => !textDirty && pathname.startsWith('/admin/settings')} />
    </>
  );
}
