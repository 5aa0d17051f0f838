import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import { readPriceList } from './price-list.ts';
import type { PriceListTable } from './price-list-table.ts';

/** A service of a sheet, or of one in the making, which may lack what a price list brings. */
type ServiceRules = Record<string, unknown> & { code?: unknown; priceList?: unknown };

/**
 * A sheet whose services have the zones and bands of a price list. A table finds its rules at the service of its code and price list,
 * else at one of its code without a price list, else at one of its code at another list. Services that the list does not name stay.
 * Throws a ValidationError for faults of the list (`csv.<row>`) and for tables that no service has rules for.
 */
export function fillPrices(sheet: unknown, csv: string, field = 'csv'): unknown {
  const { services, currency, ...rest } = readDraft(sheet);
  const tables = readPriceList(csv, { currency, field });
  const filled = tables.map((table) => ({ table, rules: rulesOf(services, table) }));
  const faults = filled.flatMap(({ table, rules }): ErrorDetail[] => (rules ? [] : [withoutRules(table, field)]));
  if (faults.length > 0) throw new ValidationError(faults);
  const kept = services.filter(({ code, priceList }) => {
    const isFilled = tables.some(
      (table) => table.serviceCode === code && (priceList === undefined || priceList === table.priceList),
    );
    return !isFilled;
  });
  return { ...rest, currency, services: [...kept, ...filled.map(({ table, rules }) => serviceOf(table, rules!))] };
}

function rulesOf(services: readonly ServiceRules[], table: PriceListTable): ServiceRules | undefined {
  const ofCode = services.filter(({ code }) => code === table.serviceCode);
  return (
    ofCode.find(({ priceList }) => priceList === table.priceList) ??
    ofCode.find(({ priceList }) => priceList === undefined) ??
    ofCode[0]
  );
}

// A limit of weight that is left out is where the list ends.
function serviceOf(table: PriceListTable, rules: ServiceRules): object {
  const { priceList, zones, weightBands } = table;
  return { maxWeightOunces: weightBands.at(-1)!.notOverOunces, ...rules, priceList, zones, weightBands };
}

function withoutRules({ serviceCode, priceList }: PriceListTable, field: string): ErrorDetail {
  return {
    code: 'PRICE_LIST_SERVICE_UNKNOWN',
    message: `The sheet has no service "${serviceCode}", which the price list prices at "${priceList}"; add its rules first.`,
    field,
  };
}

function readDraft(sheet: unknown): { services: ServiceRules[]; currency: string } {
  const draft = sheet as { services?: unknown; currency?: unknown } | null;
  const isDraft =
    typeof draft === 'object' && draft !== null && typeof draft.currency === 'string' && Array.isArray(draft.services);
  if (!isDraft || !(draft.services as unknown[]).every((service) => typeof service === 'object' && service !== null))
    throw ValidationError.of('sheet', 'A sheet has a currency and a list of services.', 'RATE_SHEET_INVALID');
  return draft as { services: ServiceRules[]; currency: string };
}
