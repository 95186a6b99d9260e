// A mail's HTML as the shop may show it. The page's content security policy holds inside the frame
// too and refuses the inline styles that mail needs, so they make way for the shop's own sheet.

export function mailDocument(html: string): string {
  const mail = new DOMParser().parseFromString(withoutStyles(html), 'text/html');
  mail.querySelectorAll('script, style, link, meta, base, title').forEach((element) => element.remove());
  const sheet = mail.createElement('link');
  sheet.rel = 'stylesheet';
  sheet.href = '/mail.css';
  mail.head.append(sheet);
  return `<!doctype html>${mail.documentElement.outerHTML}`;
}

/** Taken off before parsing: the parser already reports every style it is not allowed to keep. */
export function withoutStyles(html: string): string {
  return html.replace(/<[a-z][^>]*>/gi, (tag) => tag.replace(/\sstyle\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)/gi, ''));
}
