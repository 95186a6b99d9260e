// A refusal from the host (RFC 9457 problem details), or the network's, as one kind of error.
// Pages show `message` and decide by `code`, never by status text.
import { t } from '@lingui/core/macro';
import { hostWords, refusalWords } from '../../i18n/hostWords';

export type FieldErrors = Record<string, string[]>;

export class Problem extends Error {
  private readonly faults: FieldErrors;
  readonly status: number;
  readonly code: string;
  readonly members: Record<string, unknown>;

  constructor(status: number, code: string, detail: string, errors: FieldErrors = {}, members: Record<string, unknown> = {}) {
    super(detail);
    this.name = 'Problem';
    this.status = status;
    this.code = code;
    this.faults = errors;
    this.members = members;
    // In the language that the page has when it is shown, which need not be the one it was refused in.
    Object.defineProperty(this, 'message', { get: () => refusalWords(code, members, detail) });
  }

  /** What is wrong with which member of the body. */
  get errors(): FieldErrors {
    const said = (words: string) => (words === this.members.detail ? this.message : hostWords(words));
    return Object.fromEntries(Object.entries(this.faults).map(([field, words]) => [field, words.map(said)]));
  }

  /** Nobody knows whether the host acted: the same request may be sent again with the same key. */
  get outcomeUnknown(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.code === 'idempotency_in_progress';
  }
}

export async function problemFrom(response: Response): Promise<Problem> {
  const text = await response.text().catch(() => '');
  let body: Record<string, unknown> = {};
  try {
    const parsed: unknown = JSON.parse(text);
    if (parsed && typeof parsed === 'object') body = parsed as Record<string, unknown>;
  } catch {
    // A proxy's HTML error page carries nothing a shopper could use; the status says enough.
  }
  const detail = textOf(body.detail) ?? textOf(body.title) ?? wordsFor(response.status);
  return new Problem(response.status, textOf(body.code) ?? `http_${response.status}`, detail, fieldErrors(body.errors), body);
}

export function networkProblem(): Problem {
  return new Problem(0, 'network', t`We could not reach the shop. Check your connection and try again.`);
}

export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(0, 'unexpected', error instanceof Error ? error.message : String(error));
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function fieldErrors(value: unknown): FieldErrors {
  const errors: FieldErrors = {};
  if (!value || typeof value !== 'object') return errors;
  for (const [field, messages] of Object.entries(value)) {
    errors[field] = (Array.isArray(messages) ? messages : [messages]).map(String);
  }
  return errors;
}

function wordsFor(status: number): string {
  if (status === 401) return t`Please sign in to go on.`;
  if (status === 403) return t`Your account may not do this.`;
  if (status === 404) return t`We could not find that.`;
  if (status === 413) return t`That is more than the shop accepts at once.`;
  if (status === 429) return t`That was a little fast. Please wait a moment and try again.`;
  if (status >= 500) return t`The shop had a problem on its side. Please try again.`;
  return t`The shop did not accept that.`;
}
