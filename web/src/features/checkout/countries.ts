// Every ISO 3166-1 country and Kosovo, named by the browser, which of them have no postal codes, and which write a region.
import { locale } from '../../i18n/languages';

const codes =
  'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW';

const withoutPostalCode = new Set(
  'AE AG AO AQ AW BF BI BJ BO BQ BS BV BW BZ CD CF CG CI CK CM CW DJ DM ER FJ GA GD GH GM GQ GY HK JM KI KM KN LC LY ML MO MR MS MW NR NU PA PS QA RW SB SC SL SR SS ST SX SY TD TF TG TK TL TO TT TV UG VU WS YE ZW'.split(' '),
);

export function hasPostalCodes(code: string): boolean {
  return !withoutPostalCode.has(code);
}

// A parcel does not arrive without one, says libaddressinput; in the others it may stand in an address.
const withRegion = new Set('AE AS AU BR CA CN CO CR ES FM HK HN ID IN IQ IT JM JP KN KR KY MH MP NR PF PG PW RU SO SV TW UA UM US VE VI'.split(' '));
const withSomeRegion = new Set('AM AR BB BS BY CC CL CU CV CX EG HM IE IR KI KP KZ MN MX MY MZ NF NG NI PA PE PH SC SR TH TR TV UY UZ VN'.split(' '));

export function regionIn(code: string): 'needed' | 'possible' | 'none' {
  return withRegion.has(code) ? 'needed' : withSomeRegion.has(code) ? 'possible' : 'none';
}

/** Where whoever asks for pages in this language most likely is; what the shop cannot know it offers to be changed. */
export function likelyCountry(tag: string = locale()): string {
  try {
    const region = new Intl.Locale(tag).maximize().region ?? '';
    return codes.split(' ').includes(region) ? region : '';
  } catch {
    return '';
  }
}

export interface Country {
  code: string;
  name: string;
}

export function countryName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: 'region' }).of(code) ?? code;
  } catch {
    // An order may carry a country code that this browser has never heard of.
    return code;
  }
}

/** In the order of their names in a language, as its readers look for them. */
export function countries(language: string): Country[] {
  const names = new Intl.DisplayNames([language], { type: 'region' });
  const { compare } = new Intl.Collator(language);
  return codes
    .split(' ')
    .map((code) => ({ code, name: names.of(code) ?? code }))
    .sort((a, b) => compare(a.name, b.name));
}
