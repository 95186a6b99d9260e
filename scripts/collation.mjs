// Makes src/Kernel/Collating/root.bin, the root collation of Unicode as Kernel/Collating/Collation.cs reads it:
//   node scripts/collation.mjs allkeys.txt src/Kernel/Collating/root.bin
// allkeys.txt is the Default Unicode Collation Element Table (unicode.org/Public/UCA, also part of Perl). Which element weighs what comes from it; in
// which order primary weights are comes from the Intl.Collator of Node, which has CLDR's root: that puts blanks, punctuation, symbols, currencies
// and digits apart, where the default table mixes them. What is committed was made of the table of Unicode 13 by Node with ICU 78 (CLDR 48).
import { readFileSync, writeFileSync } from 'node:fs';
import { brotliCompressSync, constants } from 'node:zlib';

const [source, target] = process.argv.slice(2);
const entries = [];
for (const line of readFileSync(source, 'utf8').split('\n')) {
  const found = /^([0-9A-F ]+?)\s*;\s*((?:\[[.*][0-9A-F.]+\])+)/.exec(line);
  if (!found) continue;
  const points = found[1].split(' ').map((hex) => parseInt(hex, 16));
  const elements = [...found[2].matchAll(/\[[.*]([0-9A-F]+)\.([0-9A-F]+)\.([0-9A-F]+)\]/g)].map((one) => one.slice(1, 4).map((hex) => parseInt(hex, 16)));
  entries.push({ points, elements });
}

// Of each primary weight one character that has it alone, by which Node tells its place.
const known = new Map();
const primaries = new Set();
for (const { points, elements } of entries) {
  for (const [primary] of elements) if (primary > 0 && primary < 0xfb00) primaries.add(primary);
  const primary = elements[0]?.[0];
  const alone = points.length === 1 && elements.filter((element) => element[0] > 0).length === 1 && primary > 0 && primary < 0xfb00;
  if (alone && (!known.has(primary) || elements.length < known.get(primary).count)) known.set(primary, { count: elements.length, text: String.fromCodePoint(points[0]) });
}

const collator = new Intl.Collator('und', { sensitivity: 'base' });
const ascending = [...primaries].sort((one, other) => one - other);
const told = ascending.filter((primary) => known.has(primary));
const ordered = [...told].sort((one, other) => collator.compare(known.get(one).text, known.get(other).text) || one - other);
for (const primary of ascending) {
  // What stands in contractions alone follows what it follows in the table.
  if (!known.has(primary)) ordered.splice(ordered.indexOf(ascending[ascending.indexOf(primary) - 1]) + 1, 0, primary);
}
const rank = new Map(ordered.map((primary, i) => [primary, i + 1]));

const seconds = [...new Set(entries.flatMap((entry) => entry.elements.map((element) => element[1])))].filter((weight) => weight > 0).sort((one, other) => one - other);
const second = new Map([[0, 0], ...seconds.map((weight, i) => [weight, i + 1])]);

const bytes = [];
const whole = (value) => {
  for (; value >= 0x80; value = Math.floor(value / 0x80)) bytes.push((value % 0x80) | 0x80);
  bytes.push(value);
};
let before = 0;
const put = (elements) => {
  whole(elements.length);
  for (const [primary, secondary, tertiary] of elements) {
    // Ideographs that are decomposed have computed weights: they are put by the program.
    const at = primary === 0 ? 0 : rank.get(primary);
    const by = at - before;
    whole(by < 0 ? -by * 2 - 1 : by * 2);
    before = at;
    whole(second.get(secondary));
    whole(tertiary);
  }
};

const computed = (entry) => entry.elements.some((element) => element[0] >= 0xfb00);
const singles = entries.filter((entry) => entry.points.length === 1 && !computed(entry)).sort((one, other) => one.points[0] - other.points[0]);
const joined = entries.filter((entry) => entry.points.length > 1 && !computed(entry));
// What is an ideograph by another name: the element of that one.
const ideographs = entries.filter((entry) => computed(entry) && entry.points.length === 1).map((entry) => [entry.points[0], [...String.fromCodePoint(entry.points[0]).normalize('NFKD')].map((letter) => letter.codePointAt(0))]).filter(([point, parts]) => parts[0] !== point);
whole(ordered.length);
whole(second.get(0x20));
whole(singles.length);
let last = 0;
for (const { points, elements } of singles) {
  whole(points[0] - last);
  last = points[0];
  put(elements);
}
whole(joined.length);
for (const { points, elements } of joined) {
  whole(points.length);
  points.forEach(whole);
  put(elements);
}
whole(ideographs.length);
for (const [point, parts] of ideographs) {
  whole(point);
  whole(parts.length);
  parts.forEach(whole);
}

const packed = brotliCompressSync(Buffer.from(bytes), { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_LGWIN]: 22 } });
writeFileSync(target, packed);
console.log(`${ordered.length} primary weights, ${seconds.length} secondary, ${singles.length} characters, ${joined.length} contractions, ${ideographs.length} ideographs; ${bytes.length} bytes, packed ${packed.length}`);
