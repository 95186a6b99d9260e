// Runs an action at most once at a time: callers that arrive while it runs share its outcome.
// A rotating refresh token may be used once, so two parallel refreshes would sign the shopper out.

export function singleFlight<T>(action: () => Promise<T>): () => Promise<T> {
  let running: Promise<T> | null = null;
  return () => {
    running ??= action().finally(() => {
      running = null;
    });
    return running;
  };
}
