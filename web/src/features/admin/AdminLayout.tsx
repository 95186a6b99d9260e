// The frame of the desk: rooms at the side, a bar above, no header, search or footer of the shop. Everybody sees the rooms that are open to
// him, and is told what a closed one needs.
import '../../ui/overlay/ariaStyle';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { Modal, ModalOverlay, Dialog as Sheet } from 'react-aria-components';
import { Link, Outlet, ScrollRestoration, useLocation } from 'react-router';
import { Dialog } from '../../ui/Dialog';
import { Toasts } from '../../ui/Toasts';
import { useSession } from '../../ui/browser/useSession';
import { resumeJobs } from './frame/jobs';
import { Brand } from '../shop/Brand';
import { isFlag, useKept } from './frame/kept';
import { RoomLink, Rooms, Side } from './frame/Side';
import { isTyping, shortcutOf, shortcuts } from './frame/shortcuts';
import { TopBar } from './frame/TopBar';
import { nearRooms, opens, roomOf, rooms, type Room } from './rooms';
import '../cart/cart.css';
import '../order/order.css';
import './admin.css';
import './desk.css';

const Palette = lazy(() => import('./frame/Palette').then(({ Palette }) => ({ default: Palette })));

export function AdminLayout() {
  const { isStaff, isVendor, may } = useSession();
  const { pathname, state } = useLocation();
  const inPlace = (state as { inPlace?: boolean } | null)?.inPlace === true;
  const open = rooms.filter((room) => opens(room, may, isVendor));
  const here = roomOf(pathname);
  const [narrow, setNarrow] = useKept('cartwright.desk.narrow', false, isFlag);
  const [over, setOver] = useState<'rooms' | 'palette' | 'shortcuts' | null>(null);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const label = isStaff ? 'Admin corner' : 'Vendor corner';

  // After a change of page, keyboard and screen reader start at the top of the new one. A page that only writes a choice into its own
  // address keeps them where they are.
  useEffect(() => {
    if (first.current) first.current = false;
    else if (!inPlace) main.current?.focus({ preventScroll: true });
  }, [pathname, inPlace]);

  useEffect(resumeJobs, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const means = shortcutOf(event, isTyping(document.activeElement));
      if (means === null || event.defaultPrevented) return;
      // Beneath a dialog it could not be reached.
      if (means === 'palette' && document.querySelector('dialog[open]')) return;
      if (means === 'palette') setOver((was) => (was === 'palette' ? null : 'palette'));
      else if (document.querySelector('dialog[open], [role=dialog]')) return;
      else if (means === 'help') setOver('shortcuts');
      else {
        const search = document.querySelector<HTMLInputElement>('[data-list-search]');
        if (!search) return;
        search.focus();
        search.select();
      }
      event.preventDefault();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, []);

  return (
    <div className="desk" data-narrow={narrow || undefined}>
      <Toasts>
        <a className="desk__skip" href="#main">
          Skip to content
        </a>
        <Side open={open} label={label} narrow={narrow} setNarrow={setNarrow} />
        <TopBar openRooms={() => setOver('rooms')} openPalette={() => setOver('palette')} openShortcuts={() => setOver('shortcuts')} />
        <main id="main" className="desk__main" ref={main} tabIndex={-1}>
          <div className="admin__room">{!here || opens(here, may, isVendor) ? <Outlet /> : <Closed room={here} open={open} isStaff={isStaff} />}</div>
        </main>
        <nav className="desk__near" aria-label="Most used">
          {nearRooms(open).map((room) => (
            <RoomLink key={room.to} room={room} />
          ))}
        </nav>
        {over === 'rooms' && (
          <ModalOverlay className="desk__veil" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && setOver(null)}>
            <Modal className="desk__drawer">
              <Sheet aria-label="Rooms" className="desk__sheet">
                <div className="desk__brand">
                  <Brand />
                </div>
                <Rooms open={open} label={label} went={() => setOver(null)} />
                <Link className="rooms__link" to="/">
                  View shop
                </Link>
              </Sheet>
            </Modal>
          </ModalOverlay>
        )}
        {over === 'palette' && (
          <Suspense>
            <Palette open={open} close={() => setOver(null)} help={() => setOver('shortcuts')} />
          </Suspense>
        )}
        {over === 'shortcuts' && (
          <Dialog title="Keyboard shortcuts" close={() => setOver(null)}>
            <dl className="desk__keys">
              {shortcuts.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </Dialog>
        )}
        <ScrollRestoration getKey={({ key, pathname }) => (key === 'default' ? pathname : key)} />
      </Toasts>
    </div>
  );
}

function Closed({ room, open, isStaff }: { room: Room; open: Room[]; isStaff: boolean }) {
  // Whoever comes in by the door of the corner, and has no business with figures, is shown what he has to do with.
  if (isStaff && room.to === '/admin') {
    return (
      <div className="stack" data-testid="closed">
        <h1>Your rooms</h1>
        {open.length === 0 && <p className="soft">You have no permissions yet. Whoever invited you can give you some.</p>}
        <ul className="stack stack--tight">
          {open.map((one) => (
            <li key={one.to}>
              <Link to={one.to}>{one.label}</Link>
            </li>
          ))}
        </ul>
      </div>
    );
  }
  return (
    <div className="stack" data-testid="closed">
      <h1>{isStaff ? 'You may not open this room' : "This room is for the shop's own people"}</h1>
      {isStaff ? (
        <p className="soft">
          It needs the permission <span className="mono">{room.needs.join(' or ')}</span>. Whoever gives permissions finds you under staff and users.
        </p>
      ) : (
        <p className="soft">As a vendor you find your orders, your products and their stock beside it.</p>
      )}
    </div>
  );
}
