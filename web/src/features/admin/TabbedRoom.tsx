// A room with a tab for each way of looking at what is in it.
import { NavLink, Outlet } from 'react-router';

interface Props {
  title: string;
  tabs: { to: string; label: string }[];
}

export function TabbedRoom({ title, tabs }: Props) {
  return (
    <div className="stack">
      <h1>{title}</h1>
      <nav className="tabs" aria-label={title}>
        {tabs.map((tab) => (
          <NavLink key={tab.to} to={tab.to} end>
            {tab.label}
          </NavLink>
        ))}
      </nav>
      <Outlet />
    </div>
  );
}
