import { stringify } from 'csv-stringify/sync';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { RateSheet, RateSheetService, Zone } from './rate-sheet.ts';

const MOST_ROWS = 20_000;

/**
 * The prices of a sheet, or of one of its price lists, as the CSV that `readPriceList` reads: a row for each band. Services that do not
 * reach a zone have no row in the file of those that do; refused when zones differ, and when there are more rows than can be read back.
 */
export function writePriceList(
  sheet: RateSheet,
  only: { priceList?: string | null | undefined; service?: string | null | undefined },
): string {
  const services = sheet.services.filter(
    (service) => (!only.priceList || service.priceList === only.priceList) && (!only.service || service.code === only.service),
  );
  if (services.length === 0) throw ValidationError.of('priceList', 'The rate sheet has no such service at such a price list.');
  const zones = zonesOf(services);
  const rows = services.flatMap((service) =>
    service.weightBands.map((band) => [
      service.code,
      service.priceList,
      band.notOverOunces,
      ...zones.map((zone) => band.amountsByZone[zone]!),
    ]),
  );
  if (rows.length > MOST_ROWS)
    throw ValidationError.of(
      'priceList',
      `There are more than ${MOST_ROWS} rows; ask for one price list or service at a time.`,
      'PRICE_LIST_TOO_LONG',
    );
  const currency = sheet.currency.toLowerCase();
  const header = ['service', 'price_list', 'weight_not_over_oz', ...zones.map((zone) => `zone_${zone}_${currency}`)];
  return stringify([header, ...rows], { record_delimiter: '\n' });
}

function zonesOf(services: readonly RateSheetService[]): Zone[] {
  const [first, ...others] = services.map((service) => service.zones);
  if (others.some((zones) => zones.length !== first!.length || zones.some((zone) => !first!.includes(zone))))
    throw ValidationError.of(
      'service',
      'These services reach different zones; ask for one service at a time.',
      'PRICE_LIST_ZONES',
    );
  return first!;
}
