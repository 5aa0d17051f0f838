import { BigNumber } from 'bignumber.js';
import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import { Money } from '../../../platform/money/money.ts';
import { chargeParcel, type ParcelCharge } from './charge-parcel.ts';
import { dueOnShipment, type Delivery, type DueSurcharge } from './due-surcharges.ts';
import type { MeasuredParcel } from './measure-parcels.ts';
import type { DecimalText, RateSheetService, Zone } from './rate-sheet.ts';

/** What a service charges for all parcels of a shipment together. */
export interface ShipmentCharge {
  /** The sum of the parcels' base amounts. */
  base: Money;
  /** Each surcharge, over all parcels that bear it or once for the shipment. */
  surcharges: AppliedSurcharge[];
  /** base + surcharges: the sum of what the parcels are charged. */
  total: Money;
  billableOunces: DecimalText;
  /** In the order of the request; what is charged on the shipment is shared out among them. */
  parcels: ParcelCharge[];
  /** One sentence for each parcel, and one for each surcharge on the shipment. */
  explanation: string[];
}

/** A carrier's surcharge and how much of it a rate carries. */
export interface AppliedSurcharge {
  code: string;
  name: string;
  amount: Money;
}

/** Why a service does not take a shipment, on the field that it is about. */
export interface ShipmentFault extends ErrorDetail {
  code: 'OVER_WEIGHT_LIMIT' | 'OVER_SIZE_LIMIT' | 'TOO_MANY_PARCELS';
}

/** Prices parcels by one service in one zone; every limit that they break is a fault, and then there is no charge. */
export function chargeShipment(
  service: RateSheetService,
  parcels: readonly MeasuredParcel[],
  at: { zone: Zone; currency: string; delivery: Delivery },
): { charge?: ShipmentCharge; faults: ShipmentFault[] } {
  const { currency, delivery } = at;
  const outcomes = parcels.map((parcel, position) => chargeParcel(service, parcel, { ...at, position }));
  const faults = [...countFaults(service, parcels.length), ...outcomes.flatMap((outcome) => outcome.faults)];
  if (faults.length > 0) return { faults };
  const alone = outcomes.map(({ charge }) => charge!);
  const base = Money.sum(
    alone.map((charge) => charge.base),
    currency,
  );
  const subtotal = Money.sum(
    alone.map((charge) => charge.total),
    currency,
  );
  const once = dueOnShipment(service.surcharges, { base, total: subtotal, parcels, delivery });
  const shared = shareOut(alone, once);
  const charge = {
    base,
    surcharges: sumByCode(service, shared, currency),
    total: once.reduce((sum, { amount }) => sum.plus(amount), subtotal),
    billableOunces: BigNumber.sum(0, ...shared.map(({ billableOunces }) => billableOunces)).toFixed(),
    parcels: shared,
    explanation: [...alone.map(({ explanation }) => explanation), ...once.map(explain)],
  };
  return { charge, faults };
}

/** Cuts an amount into as many parts as there are weights, proportional to them (alike where all are nothing). The parts add up exactly. */
export function sharesOf(amount: Money, weights: readonly Money[]): Money[] {
  const isWeighed = weights.some((weight) => weight.isPositive());
  const [, ...others] = amount.allocate(weights.map((weight) => (isWeighed ? weight.amount : 1)));
  // Sheets may name fractions of the smallest coin; those stay with the first part.
  return [amount.minus(Money.sum(others, amount.currency)), ...others];
}

function countFaults(service: RateSheetService, count: number): ShipmentFault[] {
  const { maxParcels, name } = service;
  if (maxParcels === undefined || count <= maxParcels) return [];
  const message = `${name} takes shipments of up to ${maxParcels} parcels; this one has ${count}.`;
  return [{ code: 'TOO_MANY_PARCELS', message, field: 'parcels' }];
}

function shareOut(parcels: readonly ParcelCharge[], once: readonly DueSurcharge[]): ParcelCharge[] {
  const weights = parcels.map(({ total }) => total);
  return once.reduce<ParcelCharge[]>((charged, { code, name, amount }) => {
    const shares = sharesOf(amount, weights);
    return charged.map((parcel, index) => {
      const share = { code, name, amount: shares[index]! };
      return { ...parcel, surcharges: [...parcel.surcharges, share], total: parcel.total.plus(share.amount) };
    });
  }, parcels.slice());
}

function sumByCode(service: RateSheetService, parcels: readonly ParcelCharge[], currency: string): AppliedSurcharge[] {
  const amounts = Map.groupBy(
    parcels.flatMap(({ surcharges }) => surcharges),
    ({ code }) => code,
  );
  return service.surcharges.flatMap(({ code, name }) => {
    const applied = amounts.get(code)?.map(({ amount }) => amount);
    return applied ? [{ code, name, amount: Money.sum(applied, currency) }] : [];
  });
}

function explain({ amount, name, basis }: DueSurcharge): string {
  return `All parcels together: ${amount.toString()} (${basis ? `${name}, ${basis}` : name}).`;
}
