import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { decimal } from '../../../platform/money/money.ts';
import { isCountryCode } from '../addresses/country-rules.ts';
import type { Commodity, CustomsDeclaration, StatedAmount } from '../carriers/consignment.ts';
import { measureParcels, type Parcel } from '../rate-sheets/measure-parcels.ts';

const MOST_COMMODITIES = 100;
const LARGEST_QUANTITY = 1_000_000;
const LONGEST_TEXT = 200;

/** A customs declaration as given. */
export interface CustomsInput {
  contents: CustomsDeclaration['contents'];
  incoterm?: CustomsDeclaration['incoterm'] | null | undefined;
  signer: string;
  invoiceNumber?: string | null | undefined;
  commodities: readonly CommodityInput[];
}

/** Goods as given. */
interface CommodityInput {
  description: string;
  quantity: number;
  unitValue: StatedAmount;
  weight: Parcel['weight'];
  originCountry: string;
  hsCode: string;
  parcelPosition?: number | null | undefined;
}

/** Puts a fault on a field into a list. */
export type Report = (field: string, message: string, code?: string) => void;

/** Brings the declaration of a shipment of so many parcels to normal form; faults go into the list, each on its field below `customs`. */
export function checkCustoms(input: CustomsInput, faults: ErrorDetail[], parcelCount: number): CustomsDeclaration {
  const report: Report = (field, message, code = 'VALIDATION_FAILED') =>
    void faults.push({ code, message, field: `customs.${field}` });
  if (input.commodities.length === 0 || input.commodities.length > MOST_COMMODITIES)
    report('commodities', `Declare 1 to ${MOST_COMMODITIES} kinds of goods.`);
  const currency = input.commodities[0]?.unitValue.currency;
  const commodities = input.commodities.map((commodity, index) => {
    if (commodity.unitValue.currency !== currency)
      report(`commodities.${index}.unitValue`, 'All values are declared in one currency.', 'CURRENCY_MISMATCH');
    const { parcelPosition } = commodity;
    if (isGiven(parcelPosition) && (!Number.isInteger(parcelPosition) || parcelPosition < 1 || parcelPosition > parcelCount))
      report(`commodities.${index}.parcelPosition`, `The parcels are counted from 1 to ${parcelCount}.`);
    return checkCommodity(commodity, `commodities.${index}`, report, faults);
  });
  return {
    contents: input.contents,
    incoterm: input.incoterm ?? 'DDU',
    signer: text(input.signer, 'signer', report),
    invoiceNumber: input.invoiceNumber?.trim() ? text(input.invoiceNumber, 'invoiceNumber', report) : null,
    commodities,
  };
}

function checkCommodity(input: CommodityInput, field: string, report: Report, faults: ErrorDetail[]): Commodity {
  const description = text(input.description, `${field}.description`, report);
  const { quantity, weight } = input;
  if (!Number.isInteger(quantity) || quantity < 1 || quantity > LARGEST_QUANTITY)
    report(`${field}.quantity`, `The quantity must be 1 to ${LARGEST_QUANTITY}.`);
  const { amount, currency } = input.unitValue;
  if (!decimal(amount).isGreaterThan(0)) report(`${field}.unitValue`, 'The value must be greater than 0.');
  const originCountry = readOriginCountry(input.originCountry, `${field}.originCountry`, report);
  const hsCode = readHsCode(input.hsCode, `${field}.hsCode`, report);
  faults.push(...weightFaults(weight, `customs.${field}.weight`));
  const { parcelPosition } = input;
  const goods = { description, quantity, unitValue: { amount, currency }, weight, originCountry, hsCode };
  return { ...goods, ...(isGiven(parcelPosition) ? { parcelPosition } : {}) };
}

function isGiven<Value>(value: Value | null | undefined): value is Value {
  return value !== null && value !== undefined;
}

/** The country in which goods were made, in normal form. */
export function readOriginCountry(given: string, field: string, report: Report): string {
  const originCountry = given.trim().toUpperCase();
  if (!isCountryCode(originCountry)) report(field, 'The country of origin must be an ISO 3166 two-letter code, such as US.');
  return originCountry;
}

/** A code of the Harmonized System, digits only. */
export function readHsCode(given: string, field: string, report: Report): string {
  const hsCode = given.replaceAll(/[.\s]/g, '');
  if (!/^\d{6,10}$/.test(hsCode)) report(field, 'A Harmonized System code has 6 to 10 digits.');
  return hsCode;
}

/** What is wrong with a weight. */
export function weightFaults(weight: Parcel['weight'], field: string): ErrorDetail[] {
  try {
    measureParcels([{ weight }]);
    return [];
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.details().map((fault) => ({ ...fault, field }));
  }
}

function text(value: string, field: string, report: Report): string {
  const trimmed = value.trim();
  if (trimmed === '' || trimmed.length > LONGEST_TEXT) report(field, `1 to ${LONGEST_TEXT} characters are needed.`);
  return trimmed;
}
