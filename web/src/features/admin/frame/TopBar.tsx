// Above every page of the desk: where one is, the search over everything, work under way, and who one is.
import { ChevronRight, CircleUser, ExternalLink, Keyboard, LogOut, Menu as MenuIcon, Moon, Search, Sun, SunMoon } from 'lucide-react';
import { Button, Menu, MenuItem, MenuSection, MenuTrigger, Popover } from 'react-aria-components';
import { Link, useLocation, useNavigate } from 'react-router';
import { signOut } from '../../../api/account';
import { leaveNothing } from '../../../ui/browser/leaving';
import { asProblem } from '../../../api/core/problem';
import { chooseScheme, useScheme, type Scheme } from '../../../ui/browser/scheme';
import { useSay } from '../../../ui/Toasts';
import { useSession } from '../../../ui/browser/useSession';
import { groups, roomOf } from '../rooms';
import { Jobs } from './Jobs';
import { commandKey } from './shortcuts';

interface Props {
  openRooms: () => void;
  openPalette: () => void;
  openShortcuts: () => void;
}

export function TopBar({ openRooms, openPalette, openShortcuts }: Props) {
  return (
    <header className="desk__top">
      <button type="button" className="icon-button desk__menu" aria-label="Menu" aria-haspopup="dialog" onClick={openRooms}>
        <MenuIcon aria-hidden />
      </button>
      <Crumbs />
      <Jobs />
      <button type="button" className="desk__search" aria-haspopup="dialog" onClick={openPalette} data-testid="open-palette">
        <Search aria-hidden />
        <span>Search everything</span>
        <kbd aria-hidden="true">{commandKey} K</kbd>
      </button>
      <Account openShortcuts={openShortcuts} />
    </header>
  );
}

function Crumbs() {
  const { pathname } = useLocation();
  const room = roomOf(pathname);
  if (!room) return <span className="desk__crumbs" />;
  const group = groups.find((one) => one.rooms.includes(room));
  const deeper = pathname.replace(/\/+$/, '') !== room.to;
  return (
    <nav className="desk__crumbs" aria-label="Breadcrumb">
      <ol>
        {group && group.rooms.length > 1 && group.label !== room.label && <li>{group.label}</li>}
        <li>{deeper ? <Link to={room.to}>{room.label}</Link> : <span aria-current="page">{room.label}</span>}</li>
        {deeper && (
          <li aria-hidden="true">
            <ChevronRight />
          </li>
        )}
      </ol>
    </nav>
  );
}

function Account({ openShortcuts }: { openShortcuts: () => void }) {
  const { session, isOwner, isStaff } = useSession();
  const navigate = useNavigate();
  const say = useSay();
  const scheme = useScheme();
  const user = session?.user;
  const leave = () =>
    signOut().then(
      () => {
        leaveNothing();
        navigate('/');
      },
      (error: unknown) => say.bad(asProblem(error).message),
    );
  return (
    <MenuTrigger>
      <Button className="desk__account">
        <CircleUser aria-hidden />
        <span>
          <span className="visually-hidden">Your account, </span>
          {user?.name ?? user?.email}
        </span>
      </Button>
      <Popover className="desk-pop" placement="bottom end">
        <div className="desk__who">
          <span className="strong">{user?.name}</span>
          <span className="soft small">{user?.email}</span>
          <span className="soft small">{isOwner ? 'Owner' : isStaff ? 'Staff' : `Vendor ${user?.vendor_id ?? ''}`}</span>
        </div>
        <Menu className="desk-menu" aria-label="Your account">
          <MenuSection aria-label="Account">
            <MenuItem onAction={() => void navigate('/account')}>
              <CircleUser aria-hidden /> Your account
            </MenuItem>
            <MenuItem onAction={() => void navigate('/')}>
              <ExternalLink aria-hidden /> View shop
            </MenuItem>
            <MenuItem onAction={openShortcuts}>
              <Keyboard aria-hidden /> Keyboard shortcuts
            </MenuItem>
          </MenuSection>
          <MenuSection
            aria-label="Appearance"
            selectionMode="single"
            disallowEmptySelection
            selectedKeys={[scheme]}
            onSelectionChange={(keys) => {
              const [chosen] = [...keys] as Scheme[];
              if (chosen) chooseScheme(chosen);
            }}
          >
            <MenuItem id="system">
              <SunMoon aria-hidden /> As the system
            </MenuItem>
            <MenuItem id="light">
              <Sun aria-hidden /> Light
            </MenuItem>
            <MenuItem id="dark">
              <Moon aria-hidden /> Dark
            </MenuItem>
          </MenuSection>
          <MenuSection aria-label="Session">
            <MenuItem onAction={() => void leave()}>
              <LogOut aria-hidden /> Sign out
            </MenuItem>
          </MenuSection>
        </Menu>
      </Popover>
    </MenuTrigger>
  );
}
