// Follows one order: server-sent events while they work, reconnecting with growing pauses, and
// plain polling when a proxy in between will not let a stream through.
import { openStream } from './client';
import { asProblem } from './problem';
import { EventStreamParser, type StreamEvent } from './serverSentEvents';

const PAUSE_FIRST_MS = 1_000;
const PAUSE_MAX_MS = 20_000;
const STREAM_FAILURES_MAX = 3;
const POLL_EVERY_MS = 4_000;

/** A stream that held this long works, even when nothing happened on it before the host closed it. */
const HELD_MS = 30_000;

export type Following = 'live' | 'reconnecting' | 'polling' | 'stopped';

export interface Follower {
  onEvent: (event: StreamEvent | null) => void;
  onState: (state: Following) => void;
  isFinal: () => boolean;
}

/** The pause before the n-th reconnection, counted from 1. */
export function pauseBefore(attempt: number): number {
  return Math.min(PAUSE_MAX_MS, PAUSE_FIRST_MS * 2 ** (attempt - 1));
}

export function followOrder(orderId: string, follower: Follower): () => void {
  const stop = new AbortController();
  void follow(`/api/orders/${encodeURIComponent(orderId)}/stream`, follower, stop.signal);
  return () => stop.abort();
}

async function follow(path: string, follower: Follower, signal: AbortSignal): Promise<void> {
  let failures = 0;
  let lastId: string | null = null;
  while (!signal.aborted && !follower.isFinal() && failures < STREAM_FAILURES_MAX) {
    const begun = Date.now();
    try {
      const headers: Record<string, string> = { Accept: 'text/event-stream' };
      if (lastId !== null) headers['Last-Event-ID'] = lastId;
      const response = await openStream(path, headers, signal);
      follower.onState('live');
      for await (const event of eventsOf(response)) {
        failures = 0;
        if (event.id !== null) lastId = event.id;
        follower.onEvent(event);
      }
    } catch (error) {
      if (signal.aborted) return;
      // Nobody's patience turns "not yours" into an order.
      if ([401, 403, 404].includes(asProblem(error).status)) break;
    }
    if (signal.aborted || follower.isFinal()) break;
    failures = Date.now() - begun > HELD_MS ? 1 : failures + 1;
    follower.onState('reconnecting');
    await pause(pauseBefore(failures), signal);
  }
  while (!signal.aborted && !follower.isFinal()) {
    follower.onState('polling');
    follower.onEvent(null);
    await pause(POLL_EVERY_MS, signal);
  }
  if (!signal.aborted) follower.onState('stopped');
}

async function* eventsOf(response: Response): AsyncGenerator<StreamEvent> {
  if (!response.body) throw new Error('The stream has no body.');
  const parser = new EventStreamParser();
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      yield* parser.push(value);
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
