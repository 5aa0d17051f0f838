import { BigNumber } from 'bignumber.js';
import { Money } from '../../../../platform/money/money.ts';
import { sharesOf } from '../../rate-sheets/charge-shipment.ts';
import { measureParcels, type MeasuredParcel } from '../../rate-sheets/measure-parcels.ts';
import type { CarrierMessage, OfferedRate, ParcelPrice, RateAnswer, RateInquiry } from '../carrier-exchanges.ts';
import type { Consignment } from '../consignment.ts';
import { isMagic } from './sandbox-magic.ts';
import type { SandboxCarrier, SandboxService } from './sandbox-service.ts';

const OUNCES_IN_POUND = 16;
const CURRENCY = 'USD';
const SIGNATURE_FEES = { any: '2.50', adult: '5.00' } as const;
const INSURANCE_RATE = '0.01';
const SATURDAY_FEE = '15.00';

/** What a sandbox carrier offers: the fixed amount a parcel, the amount for each started pound, and what was asked for beyond carriage. */
export function sandboxRates(carrier: SandboxCarrier, inquiry: RateInquiry): RateAnswer {
  const { consignment } = inquiry;
  if (isMagic(consignment, 'unserved')) {
    const message = 'The sandbox does not serve this address.';
    return { rates: [], messages: [{ service: null, code: 'NO_ZONE', message, field: 'recipient.street1' }] };
  }
  const parcels = measureParcels(consignment.parcels);
  const wanted = carrier.services.filter(({ code }) => inquiry.services === null || inquiry.services.includes(code));
  const answer: RateAnswer = { rates: [], messages: [] };
  wanted.forEach((service, position) => {
    const refusal = refusalOf(service, consignment, parcels, { isFirst: position === 0 });
    if (refusal) answer.messages.push({ service: service.code, ...refusal });
    else answer.rates.push(...offers(carrier, service, consignment, parcels));
  });
  return answer;
}

function refusalOf(
  service: SandboxService,
  consignment: Consignment,
  parcels: readonly MeasuredParcel[],
  place: { isFirst: boolean },
): Omit<CarrierMessage, 'service'> | undefined {
  const { shipper, recipient, options, customs } = consignment;
  if (place.isFirst && isMagic(consignment, 'partial'))
    return { code: 'SERVICE_UNAVAILABLE', message: `${service.name} is suspended at the moment.` };
  const isAbroad = shipper.country !== recipient.country;
  if (service.reach === (isAbroad ? 'domestic' : 'international'))
    return {
      code: 'NO_ZONE',
      message: `${service.name} goes ${isAbroad ? 'inside a country' : 'abroad'} only.`,
      field: 'recipient.country',
    };
  if (service.reach === 'international' && !customs)
    return { code: 'CUSTOMS_REQUIRED', message: `${service.name} needs a customs declaration.`, field: 'customs' };
  if (options?.isSaturdayDelivery && !service.isSaturdayPossible)
    return {
      code: 'OPTION_UNSUPPORTED',
      message: `${service.name} does not deliver on Saturdays.`,
      field: 'options.isSaturdayDelivery',
    };
  const { mostParcels } = service;
  if (mostParcels !== undefined && parcels.length > mostParcels)
    return {
      code: 'TOO_MANY_PARCELS',
      message: `${service.name} takes shipments of up to ${mostParcels} ${mostParcels === 1 ? 'parcel' : 'parcels'}.`,
      field: 'parcels',
    };
  const tooHeavy = parcels.findIndex((parcel) => parcel.weightOunces.isGreaterThan(service.heaviestOunces));
  if (tooHeavy < 0) return undefined;
  return {
    code: 'OVER_WEIGHT_LIMIT',
    message: `${service.name} takes parcels of up to ${service.heaviestOunces} oz.`,
    field: `parcels.${tooHeavy}.weight`,
  };
}

function offers(
  carrier: SandboxCarrier,
  service: SandboxService,
  consignment: Consignment,
  parcels: readonly MeasuredParcel[],
): OfferedRate[] {
  const pounds = parcels.map((parcel) => billablePounds(service, parcel));
  const carriage = pounds.map((count) =>
    Money.of(service.perParcel, CURRENCY).plus(Money.of(service.perPound, CURRENCY).times(count)),
  );
  const surcharges = optionFees(consignment);
  const charge = [...carriage, ...surcharges.map(({ amount }) => amount)].reduce((sum, amount) => sum.plus(amount));
  const offer: OfferedRate = {
    carrierName: carrier.name,
    service: service.code,
    serviceName: service.name,
    charge: isMagic(consignment, 'nonsense') ? charge.negated() : charge,
    surcharges,
    transitDays: service.transitDays,
    zone: null,
    billableWeightOunces: ounces(BigNumber.sum(...pounds)),
    parcels: shareOut(carriage, surcharges).map((price, index) => ({ ...price, billableWeightOunces: ounces(pounds[index]!) })),
    explanation: pounds.map(
      (count, index) =>
        `Parcel ${index + 1}: ${service.perParcel} USD and ${service.perPound} USD for each of ${count.toFixed()} lb.`,
    ),
  };
  return isMagic(consignment, 'twice') ? [offer, { ...offer, charge: charge.plus(Money.of('1.00', CURRENCY)) }] : [offer];
}

/** What each parcel is charged; what is asked for beyond carriage is charged once, and shared out. */
function shareOut(carriage: readonly Money[], fees: OfferedRate['surcharges']): Pick<ParcelPrice, 'charge' | 'surcharges'>[] {
  const shares = fees.map(({ amount }) => sharesOf(amount, carriage));
  return carriage.map((own, index) => {
    const surcharges = fees.map((fee, place) => ({ ...fee, amount: shares[place]![index]! }));
    return { charge: surcharges.reduce((sum, { amount }) => sum.plus(amount), own), surcharges };
  });
}

function ounces(pounds: BigNumber): string {
  return pounds.times(OUNCES_IN_POUND).toFixed();
}

function billablePounds(service: SandboxService, parcel: MeasuredParcel): BigNumber {
  const actual = parcel.weightOunces.dividedBy(OUNCES_IN_POUND);
  const dimensional =
    service.cubicInchesPerPound && parcel.size
      ? parcel.size.volumeCubicInches.dividedBy(service.cubicInchesPerPound)
      : new BigNumber(0);
  return BigNumber.max(actual, dimensional).integerValue(BigNumber.ROUND_CEIL);
}

function optionFees({ options }: Consignment): OfferedRate['surcharges'] {
  const fees: OfferedRate['surcharges'] = [];
  if (options?.signature)
    fees.push({ code: 'signature', name: 'Signature', amount: Money.of(SIGNATURE_FEES[options.signature], CURRENCY) });
  if (options?.insuredValue)
    fees.push({
      code: 'insurance',
      name: 'Insurance',
      amount: Money.of(options.insuredValue.amount, CURRENCY).percentage(INSURANCE_RATE).rounded(),
    });
  if (options?.isSaturdayDelivery)
    fees.push({ code: 'saturday', name: 'Saturday delivery', amount: Money.of(SATURDAY_FEE, CURRENCY) });
  return fees;
}
