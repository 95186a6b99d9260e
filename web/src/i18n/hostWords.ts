// What the host writes in English, in the language of the page. In English it stays as it came: the host knows more than a table does. For
// other languages a table is loaded beside the catalogue.

export interface HostWords {
  /** A refusal by its code, with what the problem document says beside it; nothing for a code that no shopper meets. */
  refusal(code: string, members: Record<string, unknown>): string | undefined;
  /** A sentence that has no code: a field's fault, days of a delivery; nothing for one that is not known. */
  sentence(said: string): string | undefined;
}

let table: HostWords | null = null;

export function keepTable(next: HostWords | null): void {
  table = next;
}

/** `detail` is what the host said, and what is shown where there is nothing better. */
export function refusalWords(code: string, members: Record<string, unknown>, detail: string): string {
  return table?.refusal(code, members) ?? table?.sentence(detail) ?? detail;
}

export function hostWords(said: string): string {
  return table?.sentence(said) ?? said;
}
