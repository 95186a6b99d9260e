// Markdown as the shop's policies need it: headings, paragraphs, lists, strong, emphasis, links. What it makes is data, so that no text of a
// file can become markup.

export type Inline = string | { kind: 'strong' | 'emphasis'; text: string } | { kind: 'link'; text: string; to: string };
export type Block = { kind: 'heading'; level: 1 | 2 | 3; inlines: Inline[] } | { kind: 'paragraph'; inlines: Inline[] } | { kind: 'list'; ordered: boolean; items: Inline[][] };

const item = /^\s*(?:[-*+]|(\d+)[.)])\s+(.*)$/;

export function blocks(text: string): Block[] {
  const made: Block[] = [];
  let paragraph: string[] = [];
  let list: { kind: 'list'; ordered: boolean; lines: string[] } | null = null;
  const end = () => {
    if (paragraph.length > 0) made.push({ kind: 'paragraph', inlines: inlines(paragraph.join(' ')) });
    if (list) made.push({ kind: 'list', ordered: list.ordered, items: list.lines.map(inlines) });
    paragraph = [];
    list = null;
  };
  for (const line of text.split('\n')) {
    const heading = /^(#{1,6})\s+(.*?)\s*#*$/.exec(line);
    const entry = item.exec(line);
    if (line.trim() === '' || /^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) {
      end();
    } else if (heading) {
      end();
      made.push({ kind: 'heading', level: Math.min(3, heading[1]!.length) as 1 | 2 | 3, inlines: inlines(heading[2]!) });
    } else if (entry) {
      const ordered = entry[1] !== undefined;
      if (!list || list.ordered !== ordered) {
        end();
        list = { kind: 'list', ordered, lines: [] };
      }
      list.lines.push(entry[2]!);
    } else if (list && /^\s+\S/.test(line)) {
      list.lines[list.lines.length - 1] += ` ${line.trim()}`;
    } else {
      if (list) end();
      paragraph.push(line.trim());
    }
  }
  end();
  return made;
}

const mark = /\*\*([^*]+)\*\*|\*([^*]+)\*|_([^_]+)_|\[([^\]]+)\]\(([^)\s]+)\)/g;

export function inlines(text: string): Inline[] {
  const made: Inline[] = [];
  let from = 0;
  for (const found of text.matchAll(mark)) {
    if (found.index > from) made.push(text.slice(from, found.index));
    const [whole, strong, star, bar, words, to] = found;
    if (strong !== undefined) made.push({ kind: 'strong', text: strong });
    else if (star !== undefined || bar !== undefined) made.push({ kind: 'emphasis', text: (star ?? bar)! });
    else made.push(safe(to!) ? { kind: 'link', text: words!, to: to! } : whole);
    from = found.index + whole.length;
  }
  if (from < text.length) made.push(text.slice(from));
  return made;
}

/** Pages of the shop, the web, mail and telephone: nothing that runs. */
function safe(to: string): boolean {
  return /^\/(?!\/)/.test(to) || /^(https?:\/\/|mailto:|tel:)/i.test(to);
}
