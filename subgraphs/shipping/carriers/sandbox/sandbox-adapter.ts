import { BigNumber } from 'bignumber.js';
import { Money } from '../../../../platform/money/money.ts';
import { measureParcels } from '../../rate-sheets/measure-parcels.ts';
import type { CarrierAdapter, CarrierMessage, LabelOrder, OfferedRate, RateInquiry } from '../carrier-adapter.ts';
import { CarrierRefusedError } from '../carriers.errors.ts';
import { issueLabel } from '../issue-label.ts';

const CARRIER_NAME = 'Sandbox';
const OUNCES_IN_POUND = 16;
const HEAVIEST_OUNCES = 1120;

/** Each service asks a fixed amount a parcel and an amount for each started pound. */
const SERVICES = [
  {
    code: 'sandbox_ground',
    name: 'Sandbox Ground',
    perParcel: '5.00',
    perPound: '0.50',
    transitDays: { minimum: 3, maximum: 5 },
  },
  {
    code: 'sandbox_express',
    name: 'Sandbox Express',
    perParcel: '12.00',
    perPound: '1.25',
    transitDays: { minimum: 1, maximum: 1 },
  },
] as const;

/**
 * What the first line of the recipient's street makes the sandbox do: `FAIL` refuses to sell a label, `UNSERVED` makes no
 * offer, `TIMEOUT` never answers a request for rates.
 */
const MAGIC = { fail: 'FAIL', unserved: 'UNSERVED', timeout: 'TIMEOUT' } as const;

/** A carrier for test mode that charges by weight alone, refuses on demand, and never touches a network. */
export const sandboxAdapter: CarrierAdapter = {
  code: 'sandbox',
  capabilities: ['rate', 'buy', 'void', 'track'],
  isTestOnly: true,
  needsRateSheet: false,

  services() {
    return SERVICES.map(({ code, name }) => ({ code, name, carrierName: CARRIER_NAME }));
  },

  async rate(inquiry: RateInquiry) {
    if (isMagic(inquiry.consignment, MAGIC.timeout)) await untilAborted(inquiry.signal);
    if (isMagic(inquiry.consignment, MAGIC.unserved)) {
      return {
        rates: [],
        messages: [
          { service: null, code: 'NO_ZONE', message: 'The sandbox does not serve this address.', field: 'recipient.street1' },
        ],
      };
    }
    const parcels = measureParcels(inquiry.consignment.parcels);
    const wanted = SERVICES.filter((service) => inquiry.services === null || inquiry.services.includes(service.code));
    const tooHeavy = parcels.findIndex((parcel) => parcel.weightOunces.isGreaterThan(HEAVIEST_OUNCES));
    if (tooHeavy >= 0) return { rates: [], messages: wanted.map((service) => overWeight(service, tooHeavy)) };
    return {
      rates: wanted.map((service) =>
        offer(
          service,
          parcels.map((parcel) => parcel.weightOunces),
        ),
      ),
      messages: [],
    };
  },

  async buy(order: LabelOrder) {
    if (isMagic(order.consignment, MAGIC.fail))
      throw new CarrierRefusedError('The sandbox refuses to ship to the street "FAIL".', { field: 'recipient.street1' });
    return issueLabel(order);
  },

  async void() {},

  // Scans are injected: a sandbox parcel moves when a test moves it.
  async track() {
    return [];
  },
};

function isMagic(consignment: { recipient: { street1: string } }, word: string): boolean {
  return consignment.recipient.street1.trim().toUpperCase() === word;
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}

function overWeight(service: (typeof SERVICES)[number], position: number): CarrierMessage {
  return {
    service: service.code,
    code: 'OVER_WEIGHT_LIMIT',
    message: `${service.name} takes parcels of up to ${HEAVIEST_OUNCES} oz.`,
    field: `parcels.${position}.weight`,
  };
}

function offer(service: (typeof SERVICES)[number], weightsOunces: readonly BigNumber[]): OfferedRate {
  const pounds = weightsOunces.map((ounces) => ounces.dividedBy(OUNCES_IN_POUND).integerValue(BigNumber.ROUND_CEIL));
  const charge = Money.sum(
    pounds.map((count) => Money.of(service.perParcel, 'USD').plus(Money.of(service.perPound, 'USD').times(count))),
    'USD',
  );
  return {
    carrierName: CARRIER_NAME,
    service: service.code,
    serviceName: service.name,
    charge,
    surcharges: [],
    transitDays: service.transitDays,
    zone: null,
    billableWeightOunces: BigNumber.sum(...pounds)
      .times(OUNCES_IN_POUND)
      .toFixed(),
    explanation: pounds.map(
      (count, index) =>
        `Parcel ${index + 1}: ${service.perParcel} USD and ${service.perPound} USD for each of ${count.toFixed()} lb.`,
    ),
  };
}
