import { z } from 'zod';
import type { CarrierAdapter, CarrierCall, CarrierFunctions } from '../carrier-adapter.ts';
import type { LabelOrder, RateInquiry } from '../carrier-exchanges.ts';
import { CarrierCredentialsError, CarrierPartlyRefusedError, CarrierRefusedError } from '../carriers.errors.ts';
import { issueLabels } from '../issue-labels.ts';
import { sandboxManifest, sandboxPickup, sandboxVerdict } from './sandbox-desk.ts';
import { sandboxLife } from './sandbox-life.ts';
import { isMagic, loseAnswer, obeyFlakyStreet, obeyStreet } from './sandbox-magic.ts';
import { sandboxRates } from './sandbox-rates.ts';
import { SANDBOX_CARRIERS, type SandboxCarrier } from './sandbox-service.ts';
import { sandboxWebhooks } from './sandbox-webhooks.ts';

const KEY = z.strictObject({ apiKey: z.string().trim().min(8).max(200) });
const REVOKED_KEY = /^revoked/i;

const DESK: CarrierFunctions = {
  async schedulePickup(order, call) {
    checkKey(call);
    return sandboxPickup(order);
  },
  async cancelPickup(_cancellation, call) {
    checkKey(call);
  },
  async validateAddress({ address }, call) {
    checkKey(call);
    return sandboxVerdict(address);
  },
  async manifest(order, call) {
    checkKey(call);
    return sandboxManifest(order, call);
  },
};

/** The carriers of test mode: they charge by weight, go wrong on demand, and never touch a network. */
export const SANDBOX_ADAPTERS: readonly CarrierAdapter[] = SANDBOX_CARRIERS.map(sandboxAdapter);

function sandboxAdapter(carrier: SandboxCarrier): CarrierAdapter {
  const { code, name, services } = carrier;
  return {
    code,
    name,
    isTestOnly: true,
    needsRateSheet: false,
    credentials: carrier.needsKey ? KEY : null,
    config: z.strictObject({}),
    services: () => services.map((service) => ({ code: service.code, name: service.name, carrierName: name })),
    async rate(inquiry: RateInquiry, call: CarrierCall) {
      checkKey(call);
      await obeyStreet(inquiry.consignment, call.signal);
      obeyFlakyStreet(inquiry);
      return sandboxRates(carrier, inquiry);
    },
    buy: sellLabels,
    async void(_label, call) {
      checkKey(call);
    },
    async track(inquiry, call) {
      checkKey(call);
      return sandboxLife(inquiry);
    },
    webhooks: sandboxWebhooks,
    async verify(_request, call) {
      checkKey(call);
    },
    ...(carrier.isFullService ? DESK : {}),
  };
}

async function sellLabels(order: LabelOrder, call: CarrierCall): ReturnType<typeof issueLabels> {
  checkKey(call);
  await obeyStreet(order.consignment, call.signal);
  if (isMagic(order.consignment, 'refusesLabel')) throw refusalOf('FAIL');
  const labels = await issueLabels(order, call);
  if (isMagic(order.consignment, 'refusesSecond') && labels.length > 1)
    throw new CarrierPartlyRefusedError(refusalOf('FAIL SECOND'), [
      { trackingNumber: labels[0]!.trackingNumber, carrierReference: null },
    ]);
  loseAnswer(order);
  return isMagic(order.consignment, 'nonsense') ? labels.map((label) => ({ ...label, content: Buffer.alloc(0) })) : labels;
}

function refusalOf(street: string): CarrierRefusedError {
  return new CarrierRefusedError(`The sandbox refuses to ship to the street "${street}".`, { field: 'recipient.street1' });
}

function checkKey({ connection }: CarrierCall): void {
  if (REVOKED_KEY.test(connection.credentials['apiKey'] ?? '')) throw new CarrierCredentialsError(connection.carrierName);
}
