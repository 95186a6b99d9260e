// Which field of a form the host's complaint is about, whether it writes "city", "shipping_address.city" or "/city".
import { Problem } from '../../api/core/problem';

/** What is wrong, by the name of the field that it stands at. */
export type Faults = Record<string, string>;

/** Refusals that name no member, and the field that they are about all the same. */
const about: Record<string, string> = { email_taken: 'email' };

/**
 * `rest` is what no field can tell: the refusal itself where it names none, or what it says of members that the form has no field for.
 * A complaint goes to the field of exactly its name, else to the one that its last part names.
 */
export function atFields(problem: Problem | null, names: string[]): { fields: Faults; rest: Problem | null } {
  const fields: Faults = {};
  if (!problem) return { fields, rest: null };
  const known = about[problem.code];
  const errors = Object.entries(known ? { [known]: [problem.message], ...problem.errors } : problem.errors);
  const others: Record<string, string[]> = {};
  for (const [member, messages] of errors) {
    const path = member.replace(/^\//, '');
    const name = [path, path.split(/[./]/).pop() ?? ''].find((one) => names.includes(one));
    if (name) fields[name] = messages.join(' ');
    else others[member] = messages;
  }
  if (errors.length > 0 && Object.keys(others).length === 0) return { fields, rest: null };
  return { fields, rest: Object.keys(fields).length === 0 ? problem : new Problem(problem.status, problem.code, problem.message, others, problem.members) };
}
