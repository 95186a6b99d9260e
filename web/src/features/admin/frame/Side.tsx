// The rooms at the side, by group; folded to drawings where width is wanted for figures.
import { ChevronDown, ExternalLink, PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { Link, NavLink } from 'react-router';
import { Brand } from '../../shop/Brand';
import { groups, type Room } from '../rooms';
import { isTexts, useKept } from './kept';
import { roomIcon } from './roomIcons';

export function Rooms({ open, label, went }: { open: readonly Room[]; label: string; went?: () => void }) {
  const [folded, setFolded] = useKept('cartwright.desk.folded', [], isTexts);
  return (
    <nav className="rooms" aria-label={label} onClick={(event) => event.target instanceof Element && event.target.closest('a') && went?.()}>
      {groups.map((group) => {
        const mine = group.rooms.filter((room) => open.includes(room));
        if (mine.length === 0) return null;
        if (group.rooms.length === 1) return <RoomLink key={group.label} room={group.rooms[0]!} />;
        const shut = folded.includes(group.label);
        return (
          <section key={group.label} className="rooms__group" aria-label={group.label}>
            <button type="button" className="rooms__head" aria-expanded={!shut} onClick={() => setFolded(shut ? folded.filter((one) => one !== group.label) : [...folded, group.label])}>
              {group.label}
              <ChevronDown aria-hidden />
            </button>
            {!shut && mine.map((room) => <RoomLink key={room.to} room={room} />)}
          </section>
        );
      })}
    </nav>
  );
}

export function RoomLink({ room }: { room: Room }) {
  const Icon = roomIcon(room.to);
  return (
    <NavLink className="rooms__link" to={room.to} end={room.to === '/admin' || room.to === '/admin/users'} title={room.label}>
      <Icon aria-hidden />
      <span>{room.label}</span>
    </NavLink>
  );
}

export function Side({ open, label, narrow, setNarrow }: { open: readonly Room[]; label: string; narrow: boolean; setNarrow: (narrow: boolean) => void }) {
  return (
    <aside className="desk__side" aria-label="Rooms">
      <Link className="desk__brand" to="/admin" aria-label="Start of the desk">
        <Brand />
      </Link>
      <Rooms open={open} label={label} />
      <div className="desk__foot">
        <Link className="rooms__link" to="/" title="View shop">
          <ExternalLink aria-hidden />
          <span>View shop</span>
        </Link>
        <button type="button" className="rooms__link" aria-pressed={narrow} aria-label="Fold the side" title={narrow ? 'Unfold the side' : 'Fold the side'} onClick={() => setNarrow(!narrow)}>
          {narrow ? <PanelLeftOpen aria-hidden /> : <PanelLeftClose aria-hidden />}
          <span>Fold the side</span>
        </button>
      </div>
    </aside>
  );
}
