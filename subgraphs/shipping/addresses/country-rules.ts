/** How addresses are written in one country. */
export interface CountryRules {
  /** Matches the postal code after upper-casing and removing spaces and dashes. */
  postalPattern?: RegExp | undefined;
  /** The compact postal code as the country prints it. */
  formatPostalCode: (compact: string) => string;
  /** A correct postal code, for messages. */
  postalExample?: string | undefined;
  isPostalCodeRequired: boolean;
  /** Abbreviation → name; where present, the state is required and must be one of them. */
  states?: Readonly<Record<string, string>> | undefined;
  /** What the country calls a state. */
  stateWord: string;
}

/** The rules for a country: its own where they are known, else the generic ones (postal code and state free and optional). */
export function countryRules(country: string): CountryRules {
  return RULES[country] ?? GENERIC;
}

/** Whether the code is an ISO 3166-1 alpha-2 code in use. */
export function isCountryCode(code: string): boolean {
  return COUNTRY_CODES.has(code);
}

const COUNTRY_CODES: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK ' +
    'CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS ' +
    'GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV ' +
    'LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM ' +
    'PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR ' +
    'TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW'
  ).split(' '),
);

const US_STATES: Readonly<Record<string, string>> = {
  AL: 'Alabama',
  AK: 'Alaska',
  AZ: 'Arizona',
  AR: 'Arkansas',
  CA: 'California',
  CO: 'Colorado',
  CT: 'Connecticut',
  DE: 'Delaware',
  DC: 'District of Columbia',
  FL: 'Florida',
  GA: 'Georgia',
  HI: 'Hawaii',
  ID: 'Idaho',
  IL: 'Illinois',
  IN: 'Indiana',
  IA: 'Iowa',
  KS: 'Kansas',
  KY: 'Kentucky',
  LA: 'Louisiana',
  ME: 'Maine',
  MD: 'Maryland',
  MA: 'Massachusetts',
  MI: 'Michigan',
  MN: 'Minnesota',
  MS: 'Mississippi',
  MO: 'Missouri',
  MT: 'Montana',
  NE: 'Nebraska',
  NV: 'Nevada',
  NH: 'New Hampshire',
  NJ: 'New Jersey',
  NM: 'New Mexico',
  NY: 'New York',
  NC: 'North Carolina',
  ND: 'North Dakota',
  OH: 'Ohio',
  OK: 'Oklahoma',
  OR: 'Oregon',
  PA: 'Pennsylvania',
  RI: 'Rhode Island',
  SC: 'South Carolina',
  SD: 'South Dakota',
  TN: 'Tennessee',
  TX: 'Texas',
  UT: 'Utah',
  VT: 'Vermont',
  VA: 'Virginia',
  WA: 'Washington',
  WV: 'West Virginia',
  WI: 'Wisconsin',
  WY: 'Wyoming',
  AS: 'American Samoa',
  FM: 'Federated States of Micronesia',
  GU: 'Guam',
  MH: 'Marshall Islands',
  MP: 'Northern Mariana Islands',
  PW: 'Palau',
  PR: 'Puerto Rico',
  VI: 'Virgin Islands',
  AA: 'Armed Forces Americas',
  AE: 'Armed Forces Europe',
  AP: 'Armed Forces Pacific',
};

const CA_PROVINCES: Readonly<Record<string, string>> = {
  AB: 'Alberta',
  BC: 'British Columbia',
  MB: 'Manitoba',
  NB: 'New Brunswick',
  NL: 'Newfoundland and Labrador',
  NS: 'Nova Scotia',
  NT: 'Northwest Territories',
  NU: 'Nunavut',
  ON: 'Ontario',
  PE: 'Prince Edward Island',
  QC: 'Quebec',
  SK: 'Saskatchewan',
  YT: 'Yukon',
};

const AU_STATES: Readonly<Record<string, string>> = {
  ACT: 'Australian Capital Territory',
  NSW: 'New South Wales',
  NT: 'Northern Territory',
  QLD: 'Queensland',
  SA: 'South Australia',
  TAS: 'Tasmania',
  VIC: 'Victoria',
  WA: 'Western Australia',
};

const MX_STATES: Readonly<Record<string, string>> = {
  AGU: 'Aguascalientes',
  BCN: 'Baja California',
  BCS: 'Baja California Sur',
  CAM: 'Campeche',
  CHP: 'Chiapas',
  CHH: 'Chihuahua',
  CMX: 'Ciudad de México',
  COA: 'Coahuila',
  COL: 'Colima',
  DUR: 'Durango',
  GUA: 'Guanajuato',
  GRO: 'Guerrero',
  HID: 'Hidalgo',
  JAL: 'Jalisco',
  MEX: 'Estado de México',
  MIC: 'Michoacán',
  MOR: 'Morelos',
  NAY: 'Nayarit',
  NLE: 'Nuevo León',
  OAX: 'Oaxaca',
  PUE: 'Puebla',
  QUE: 'Querétaro',
  ROO: 'Quintana Roo',
  SLP: 'San Luis Potosí',
  SIN: 'Sinaloa',
  SON: 'Sonora',
  TAB: 'Tabasco',
  TAM: 'Tamaulipas',
  TLA: 'Tlaxcala',
  VER: 'Veracruz',
  YUC: 'Yucatán',
  ZAC: 'Zacatecas',
};

const GENERIC: CountryRules = { formatPostalCode: (compact) => compact, isPostalCodeRequired: false, stateWord: 'state' };

const FIVE_DIGITS: CountryRules = {
  postalPattern: /^\d{5}$/,
  formatPostalCode: (compact) => compact,
  isPostalCodeRequired: true,
  stateWord: 'state',
};

const ZIP: CountryRules = {
  // No ZIP code starts below 005.
  postalPattern: /^(?!00[0-4])\d{5}(\d{4})?$/,
  formatPostalCode: (compact) => (compact.length === 9 ? `${compact.slice(0, 5)}-${compact.slice(5)}` : compact),
  postalExample: '10001 or 10001-1234',
  isPostalCodeRequired: true,
  stateWord: 'state',
};

const RULES: Readonly<Record<string, CountryRules>> = {
  US: { ...ZIP, states: US_STATES },
  PR: ZIP,
  VI: ZIP,
  GU: ZIP,
  AS: ZIP,
  MP: ZIP,
  FM: ZIP,
  MH: ZIP,
  PW: ZIP,
  CA: {
    // The letters that no Canadian code uses: D, F, I, O, Q, U anywhere, W and Z in front.
    postalPattern: /^[ABCEGHJ-NPRSTVXY]\d[ABCEGHJ-NPRSTV-Z]\d[ABCEGHJ-NPRSTV-Z]\d$/,
    formatPostalCode: (compact) => `${compact.slice(0, 3)} ${compact.slice(3)}`,
    postalExample: 'K1A 0B6',
    isPostalCodeRequired: true,
    states: CA_PROVINCES,
    stateWord: 'province',
  },
  GB: {
    postalPattern: /^(GIR0AA|[A-PR-UWYZ]([A-HK-Y]?\d{1,2}|\d[A-HJKPSTUW]|[A-HK-Y]\d[ABEHMNPRVWXY])\d[ABD-HJLNP-UW-Z]{2})$/,
    formatPostalCode: (compact) => `${compact.slice(0, -3)} ${compact.slice(-3)}`,
    postalExample: 'SW1A 1AA',
    isPostalCodeRequired: true,
    stateWord: 'county',
  },
  DE: { ...FIVE_DIGITS, postalPattern: /^(?!00)\d{5}$/, postalExample: '10115', stateWord: 'Land' },
  FR: { ...FIVE_DIGITS, postalPattern: /^(?!00)\d{5}$/, postalExample: '75008', stateWord: 'region' },
  AU: { ...FIVE_DIGITS, postalPattern: /^\d{4}$/, postalExample: '2000', states: AU_STATES },
  MX: { ...FIVE_DIGITS, postalExample: '06600', states: MX_STATES },
};
