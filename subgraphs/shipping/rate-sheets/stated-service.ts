import { decimal } from '../../../platform/money/money.ts';
import { boundInOunces, type WeightUnit } from './measure-parcels.ts';
import type { ServiceKey } from './edit-sheet.ts';

/** A weight as somebody states it. */
interface StatedWeight {
  value: string;
  unit: WeightUnit;
}

/** A service as somebody states it: weights in any unit, prices and days by zone as lists. The rest is as in a sheet, with nulls for what is absent. */
export interface StatedService extends ServiceKey {
  transitDays: object;
  transitDaysByZone?: readonly ({ zone: string } & object)[] | null | undefined;
  schedule?: ({ holidays?: unknown } & object) | null | undefined;
  maxWeight: StatedWeight;
  limits?: object | null | undefined;
  weightBands: readonly { notOver: StatedWeight; prices: readonly { zone: string; amount: string }[] }[];
  surcharges?: readonly object[] | null | undefined;
}

/** The service as a sheet has it, not yet checked. */
export function statedService(stated: StatedService): ServiceKey & object {
  const { transitDays, transitDaysByZone, schedule, maxWeight, limits, weightBands, surcharges, ...rest } = stated;
  const byZone = Object.fromEntries((transitDaysByZone ?? []).map(({ zone, ...days }) => [zone, { ...days }]));
  const service = {
    ...rest,
    transitDays: { standard: { ...transitDays }, ...(transitDaysByZone?.length ? { byZone } : {}) },
    schedule: schedule && { ...schedule, holidays: schedule.holidays ?? [] },
    maxWeightOunces: ouncesOf(maxWeight),
    limits: limits ?? {},
    weightBands: weightBands.map(({ notOver, prices }) => ({
      notOverOunces: ouncesOf(notOver),
      amountsByZone: Object.fromEntries(prices.map(({ zone, amount }) => [zone, amount])),
    })),
    surcharges: surcharges ?? [],
  };
  return withoutNulls(service) as ServiceKey & object;
}

/** A copy of plain data in which what was null is absent, as sheets have it. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (each === null || each === undefined ? [] : [[key, withoutNulls(each)]])),
  );
}

// What is no weight stays as it was said, for the sheet's check to refuse on its field.
function ouncesOf({ value, unit }: StatedWeight): string {
  return decimal(value).isGreaterThan(0) ? boundInOunces(value, unit) : value;
}
