/** An ISO 4217 alphabetic code, upper case. */
export type CurrencyCode = string;

/** Minor-unit digits by ISO 4217 where they differ from two. */
const SCALE_EXCEPTIONS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  UYI: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
  CLF: 4,
  UYW: 4,
};

const KNOWN_CURRENCIES: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'));

/** Whether the code is one that ISO 4217 (as the runtime knows it) lists. */
export function isCurrencyCode(code: string): boolean {
  return KNOWN_CURRENCIES.has(code);
}

/** Digits after the decimal point in the currency: JPY 0, USD 2, BHD 3. */
export function currencyScale(currency: CurrencyCode): number {
  return SCALE_EXCEPTIONS[currency] ?? 2;
}
