// What the host wrote into the page beside it: answers of the API that this page would ask for first.

/** The JSON of an API path with its query, or undefined where the host has written none. */
export function firstData(path: string): unknown | undefined {
  const text = typeof document === 'undefined' ? null : document.getElementById('first-data')?.textContent;
  try {
    return text ? (JSON.parse(text) as Record<string, unknown>)[path] : undefined;
  } catch {
    return undefined;
  }
}
