import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { CarrierAdapter } from '../carriers/carrier-adapter.ts';
import { findRateSheets } from '../rate-sheets/rate-sheets.query.ts';

/** By which prices a connection rates, and what its carrier is called. */
export interface ConnectionPrices {
  rateSheetId: Uuid | null;
  priceList: string | null;
  carrierName: string;
}

/** The prices that were asked for, checked; refused for a carrier that takes none, or needs some, and for a list that the sheet has not. */
export async function choosePrices(
  context: RequestContext,
  adapter: CarrierAdapter,
  asked: { rateSheetId?: Uuid | null | undefined; priceList?: string | null | undefined },
): Promise<ConnectionPrices> {
  if (!adapter.needsRateSheet) {
    if (asked.rateSheetId) throw ValidationError.of('rateSheetId', `The carrier "${adapter.code}" takes no rate sheet.`);
    if (asked.priceList) throw ValidationError.of('priceList', `The carrier "${adapter.code}" has no price lists.`);
    return { rateSheetId: null, priceList: null, carrierName: adapter.name };
  }
  if (!asked.rateSheetId) throw ValidationError.of('rateSheetId', `The carrier "${adapter.code}" needs a rate sheet.`);
  const [sheet] = await findRateSheets(context.session, [asked.rateSheetId]);
  if (!sheet || sheet.deletedAt) throw new NotFoundError('The rate sheet', 'rateSheetId');
  const priceLists = [...new Set(sheet.services.map((service) => service.priceList))];
  const priceList = asked.priceList ?? (priceLists.length === 1 ? priceLists[0]! : undefined);
  if (priceList === undefined)
    throw ValidationError.of('priceList', `Name a price list: ${priceLists.join(', ')}.`, 'PRICE_LIST_REQUIRED');
  const service = sheet.services.find((each) => each.priceList === priceList);
  if (!service)
    throw ValidationError.of(
      'priceList',
      `The rate sheet has no price list "${priceList.slice(0, 60)}"; it has ${priceLists.join(', ')}.`,
      'UNKNOWN_PRICE_LIST',
    );
  return { rateSheetId: sheet.id, priceList, carrierName: service.carrierName };
}
