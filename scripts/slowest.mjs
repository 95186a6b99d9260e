// Prints the slowest tests of a folder of reports: node slowest.mjs FOLDER HOW_MANY.
// The .NET suites report as CTRF, the web app's runner in a form of its own.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder, many] = process.argv.slice(2);
const tests = [];
for (const file of readdirSync(folder).filter((name) => name.endsWith('.json'))) {
  const suite = basename(file, '.json');
  let report;
  try {
    report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  } catch {
    // A suite that crashed leaves half a report; it counts as failed by itself.
    console.log(`        ${suite} left no report`);
    continue;
  }
  for (const test of report.results?.tests ?? []) tests.push({ suite, name: test.name, ms: test.duration });
  for (const test of (report.testResults ?? []).flatMap((one) => one.assertionResults)) {
    tests.push({ suite, name: test.fullName, ms: test.duration ?? 0 });
  }
}
for (const test of tests.sort((one, other) => other.ms - one.ms).slice(0, Number(many))) {
  console.log(`${(test.ms / 1000).toFixed(1).padStart(6)} s  ${test.suite}: ${test.name}`);
}
