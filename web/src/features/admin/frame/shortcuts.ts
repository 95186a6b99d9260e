// Keys that hold on every page of the desk.

export const isApple = typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.userAgent);
export const commandKey = isApple ? '⌘' : 'Ctrl';

export const shortcuts: { keys: string[]; does: string }[] = [
  { keys: [commandKey, 'K'], does: 'Search everything: rooms, actions, orders, products, customers' },
  { keys: ['/'], does: 'Go to the search of the list' },
  { keys: ['?'], does: 'Show these keys' },
  { keys: ['j', 'k'], does: 'Next and previous row, as ↓ and ↑' },
  { keys: ['Enter'], does: 'Open the row' },
  { keys: ['Space', 'x'], does: 'Choose the row; with Shift and ↓ or ↑ several' },
  { keys: ['Esc'], does: 'Choose none; close what is open' },
];

/** What a key means on a page, unless it is typed into something. */
export function shortcutOf(event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing'>, typing: boolean): 'palette' | 'search' | 'help' | null {
  if (event.isComposing || event.altKey) return null;
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') return 'palette';
  if (typing || event.ctrlKey || event.metaKey) return null;
  return event.key === '/' ? 'search' : event.key === '?' ? 'help' : null;
}

/** Whether keys are somebody's words just now. */
export function isTyping(focused: Element | null): boolean {
  return focused !== null && focused.closest('input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]') !== null;
}
