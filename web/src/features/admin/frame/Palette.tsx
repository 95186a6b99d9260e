// The search over everything: rooms and actions at once, orders, products and customers as far as one may see them.
import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { CornerDownLeft, Search, type LucideIcon } from 'lucide-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from 'react-aria-components';
import { useNavigate } from 'react-router';
import { useSession } from '../../../ui/browser/useSession';
import type { Room } from '../rooms';
import { actionsFor, entriesFound, matches, roomEntries, type Entry } from './entries';
import { isRecent, useKept } from './kept';
import { roomIcon } from './roomIcons';

const TYPED_MS = 180;
const RECENT_MAX = 8;

/** What is typed, once nothing more is. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), TYPED_MS);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

export function Palette({ open, close, help }: { open: readonly Room[]; close: () => void; help: () => void }) {
  const { session, may, isVendor } = useSession();
  const navigate = useNavigate();
  const user = session?.user.user_id ?? '';
  const [text, setText] = useState('');
  const shown = useDeferredValue(text);
  const asked = useSettled(text.trim());
  const [recent, setRecent] = useKept<Entry[]>(`cartwright.desk.recent.${user}`, [], isRecent);
  const found = useQuery({
    queryKey: ['desk', 'palette', user, asked],
    queryFn: ({ signal }) => entriesFound(asked, { may, isVendor }, signal),
    enabled: asked.length >= 2,
    placeholderData: keepPreviousData,
  });

  const here = [...roomEntries(open), ...actionsFor({ may, isVendor })];
  const sections: { title: string; entries: Entry[] }[] =
    shown.trim() === ''
      ? [
          { title: 'Recent', entries: recent },
          { title: 'Actions', entries: here.filter((entry) => entry.kind === 'action') },
          { title: 'Rooms', entries: here.filter((entry) => entry.kind === 'room') },
        ]
      : [
          { title: 'Rooms', entries: here.filter((entry) => entry.kind === 'room' && matches(entry, shown)) },
          { title: 'Actions', entries: here.filter((entry) => entry.kind === 'action' && matches(entry, shown)) },
          ...(asked.length >= 2 ? (found.data ?? []) : []),
        ];
  const waiting = text.trim().length >= 2 && (found.isFetching || asked !== text.trim());

  const choose = (entry: Entry) => {
    setRecent([entry, ...recent.filter((one) => one.id !== entry.id)].slice(0, RECENT_MAX));
    close();
    if (entry.to === '?') help();
    else void navigate(entry.to);
  };

  return (
    <ModalOverlay className="palette__veil" isOpen isDismissable onOpenChange={(isOpen) => !isOpen && close()}>
      <Modal className="palette">
        <Dialog className="palette__dialog" aria-label="Search everything" data-testid="palette">
          <Autocomplete inputValue={text} onInputChange={setText}>
            <SearchField className="palette__field" aria-label="Rooms, actions, orders, products, customers" autoFocus>
              <Search aria-hidden />
              <Input placeholder="An order’s number, a product, a customer, a room …" data-testid="palette-input" maxLength={200} />
            </SearchField>
            {/* Whoever has no pointer scrolls it too. */}
            <div className="palette__scroll" tabIndex={0}>
              <Menu className="desk-menu palette__list" aria-label="What was found" renderEmptyState={() => <p className="palette__none soft">{waiting ? 'Looking …' : 'Nothing is called so.'}</p>}>
                {sections
                  .filter((section) => section.entries.length > 0)
                  .map((section) => (
                    <MenuSection key={section.title} id={section.title}>
                      <Header>{section.title}</Header>
                      {section.entries.map((entry) => (
                        <MenuItem key={`${section.title} ${entry.id}`} id={`${section.title} ${entry.id}`} textValue={entry.label} onAction={() => choose(entry)} data-testid="palette-entry">
                          <Drawing icon={roomIcon(entry.room)} />
                          <span className="palette__label">{entry.label}</span>
                          {entry.note && <span className="palette__note soft small">{entry.note}</span>}
                          <CornerDownLeft className="palette__go" aria-hidden />
                        </MenuItem>
                      ))}
                    </MenuSection>
                  ))}
              </Menu>
            </div>
          </Autocomplete>
          <p className="visually-hidden" role="status">
            {waiting ? 'Looking' : ''}
          </p>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Drawing({ icon: Icon }: { icon: LucideIcon }) {
  return <Icon aria-hidden />;
}
