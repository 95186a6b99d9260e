// Where to go after signing in: only a path of this shop, never another site.

export function safeNext(next: string | null): string {
  return next !== null && /^\/(?![/\\])/.test(next) ? next : '/';
}
