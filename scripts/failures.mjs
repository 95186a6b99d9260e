// Prints why tests of a folder of reports failed, a reason once however many tests had it: node failures.mjs FOLDER HOW_MANY.
// A shop that does not start fails all the tests that share it, each with the shop's whole output: what is last read says it in a few lines.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder, many] = process.argv.slice(2);
const [charsOfBegin, charsOfEnd] = [600, 1_400];
const reasons = new Map();
const note = (suite, name, text) => {
  const reason = (text || 'no message').trim();
  reasons.set(reason, [...(reasons.get(reason) ?? []), `${suite}: ${name}`]);
};
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const suite = basename(file, '.json');
  let report;
  try {
    report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch {
    continue;
  }
  for (const test of report.results?.tests ?? []) if (test.status === 'failed') note(suite, test.name, test.message);
  for (const test of (report.testResults ?? []).flatMap((one) => one.assertionResults)) {
    if (test.status === 'failed') note(suite, test.fullName, test.failureMessages?.[0]);
  }
}
const all = [...reasons].sort(([, one], [, other]) => other.length - one.length);
if (all.length > 0) console.log(`== why ${[...reasons.values()].flat().length} tests failed`);
for (const [reason, tests] of all.slice(0, Number(many))) {
  console.log(`-- ${tests[0]}${tests.length > 1 ? ` and ${tests.length - 1} others` : ''}`);
  console.log(reason.length <= charsOfBegin + charsOfEnd ? reason : `${reason.slice(0, charsOfBegin)}\n… ${reason.slice(-charsOfEnd)}`);
}
if (all.length > Number(many)) console.log(`… and ${all.length - Number(many)} other reasons, above.`);
