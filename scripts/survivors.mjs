// What Stryker found, a file a line, and below it each change that no test noticed. node scripts/survivors.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const report = readdirSync(folder, { recursive: true }).find((name) => String(name).endsWith('mutation-report.json'));
if (!report) {
  console.log('There is no report: nothing was mutated.');
  process.exit(1);
}

const { files } = JSON.parse(readFileSync(join(folder, report), 'utf8'));
for (const [name, { source, mutants }] of Object.entries(files)) {
  const of = (...states) => mutants.filter((mutant) => states.includes(mutant.status));
  const found = of('Killed', 'Timeout').length;
  const missed = of('Survived', 'NoCoverage');
  if (found + missed.length === 0) continue;

  const lines = source.split('\n');
  console.log(`${name.split('/').at(-1)}: ${found} of ${found + missed.length} changes noticed, ${((100 * found) / (found + missed.length)).toFixed(1)} %`);
  for (const { location, mutatorName, replacement } of missed.toSorted((a, b) => a.location.start.line - b.location.start.line)) {
    const at = location.start.line;
    console.log(`  ${at}  ${mutatorName}: ${lines[at - 1].trim().slice(0, 90)}  =>  ${replacement.replace(/\s+/g, ' ').slice(0, 80)}`);
  }
}
