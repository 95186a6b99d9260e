// Finds the host's complaint about one field, whether it writes "city", "shipping_address.city" or "/city".
import type { Problem } from '../api/problem';

export function fieldError(problem: Problem | null | undefined, field: string): string | undefined {
  if (!problem) return undefined;
  for (const [name, messages] of Object.entries(problem.errors)) {
    const last = name.split(/[./]/).pop();
    if (last === field) return messages.join(' ');
  }
  return undefined;
}
