// Finds the host's complaint about one field, whether it writes "city", "shipping_address.city" or "/city".
import type { Problem } from '../../api/core/problem';

export function fieldError(problem: Problem | null | undefined, field: string): string | undefined {
  if (!problem) return undefined;
  for (const [name, messages] of Object.entries(problem.errors)) {
    const last = name.split(/[./]/).pop();
    if (last === field || name.replaceAll('/', '.') === field) return messages.join(' ');
  }
  return undefined;
}

/** The complaint about exactly this member, where a form has many of the same name. */
export function memberError(problem: Problem | null | undefined, member: string): string | undefined {
  return problem?.errors[member]?.join(' ');
}
