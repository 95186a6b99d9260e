// Mail: what was sent, and the words that it is sent with.
import { TabbedRoom } from '../TabbedRoom';

const tabs = [
  { to: '/admin/mail', label: 'Mailbox' },
  { to: '/admin/mail/templates', label: 'Templates' },
];

export function MailLayout() {
  return <TabbedRoom title="Mail" tabs={tabs} />;
}
