// Reads a text/event-stream as the WHATWG standard describes it. The browser's EventSource cannot
// send a bearer token, so the stream comes through fetch and is parsed here.

export interface StreamEvent {
  event: string;
  data: string;
  id: string | null;
}

/** Feed it text as it arrives; it returns the events that text completed. */
export class EventStreamParser {
  private rest = '';
  private event = '';
  private data: string[] = [];
  private id: string | null = null;
  private first = true;
  retryMs: number | null = null;

  push(text: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    let buffer = this.rest + text;
    if (this.first && buffer !== '') {
      this.first = false;
      if (buffer.charCodeAt(0) === 0xfeff) buffer = buffer.slice(1);
    }
    let start = 0;
    for (;;) {
      const end = lineEnd(buffer, start);
      if (end === null) break;
      this.line(buffer.slice(start, end.at), events);
      start = end.next;
    }
    this.rest = buffer.slice(start);
    return events;
  }

  private line(line: string, events: StreamEvent[]): void {
    if (line === '') {
      if (this.data.length > 0) {
        events.push({ event: this.event || 'message', data: this.data.join('\n'), id: this.id });
      }
      this.event = '';
      this.data = [];
      return;
    }
    if (line.startsWith(':')) return;
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    let value = colon < 0 ? '' : line.slice(colon + 1);
    if (value.startsWith(' ')) value = value.slice(1);
    if (field === 'event') this.event = value;
    else if (field === 'data') this.data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.id = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retryMs = Number(value);
  }
}

function lineEnd(text: string, from: number): { at: number; next: number } | null {
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '\n') return { at: i, next: i + 1 };
    if (c === '\r') {
      // A carriage return at the very end may be half of a pair that the next chunk completes.
      if (i + 1 === text.length) return null;
      return { at: i, next: text[i + 1] === '\n' ? i + 2 : i + 1 };
    }
  }
  return null;
}
