// A room with a tab for each way of looking at what is in it, as far as one may.
import { NavLink, Outlet } from 'react-router';
import type { Permission } from '../../api/permissions';
import { useSession } from '../../ui/browser/useSession';

interface Props {
  title: string;
  tabs: { to: string; label: string; needs?: Permission }[];
}

export function TabbedRoom({ title, tabs }: Props) {
  const { may } = useSession();
  return (
    <div className="stack">
      <h1>{title}</h1>
      <nav className="tabs" aria-label={title}>
        {tabs.filter((tab) => !tab.needs || may(tab.needs)).map((tab) => (
          <NavLink key={tab.to} to={tab.to} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
