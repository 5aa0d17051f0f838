import { Money } from '../../../../platform/money/money.ts';
import type { Address } from '../../addresses/address.ts';
import { fetchLabel, readAnswer } from '../aggregator-labels.ts';
import type { CarrierCall, CarrierFunctions } from '../carrier-adapter.ts';
import type { AcceptedManifest, AddressVerdict, OrderedPickup, PickupOrder } from '../carrier-exchanges.ts';
import { CarrierAnswerInvalidError, CarrierRefusedError } from '../carriers.errors.ts';
import { soldParcels } from '../sold-parcels.ts';
import type { EasyPostApi } from './easypost-api.ts';
import { easyPostAddress } from './easypost-consignment.ts';
import { EasyPostAddress, EasyPostPickup, EasyPostScanForm, EasyPostShipment, EasyPostTracker } from './easypost-shapes.ts';
import { easyPostTracked } from './easypost-track.ts';

type Ask = <Answer>(call: CarrierCall, question: (api: EasyPostApi) => Promise<Answer>) => Promise<Answer>;

const PICKUPS_LOOKED_AT = 100;

/** What EasyPost does besides rating and selling labels. */
export function easyPostDesk(ask: Ask, baseUrl: string): CarrierFunctions {
  return {
    async track(inquiry, call) {
      const question = { tracking_code: inquiry.trackingNumber, carrier: inquiry.carrierName };
      return easyPostTracked(
        readAnswer(EasyPostTracker, await ask(call, (api) => api.Tracker.create(question)), call.connection.carrierName),
      );
    },
    schedulePickup: (order, call) => ask(call, (api) => schedulePickup(api, order, call)),
    async cancelPickup(cancellation, call) {
      const id = cancellation.carrierReference;
      if (!id) throw new CarrierRefusedError(`${call.connection.carrierName} does not know this pickup.`);
      await ask(call, async (api) => {
        const pickup = readAnswer(EasyPostPickup, await api.Pickup.retrieve(id), call.connection.carrierName);
        if (pickup.status !== 'canceled') await api.Pickup.cancel(id);
      });
    },
    async validateAddress({ address }, call) {
      const answer = await ask(call, (api) => api.Address.create({ ...easyPostAddress(address), verify: true }));
      return verdictOf(readAnswer(EasyPostAddress, answer, call.connection.carrierName), address);
    },
    manifest: (order, call) =>
      ask(call, (api) =>
        acceptManifest(
          api,
          soldParcels(order.labels).map(({ carrierReference }) => carrierReference),
          { call, baseUrl },
        ),
      ),
  };
}

// EasyPost books in two steps and does not find a pickup by our id, so what was booked already is looked for among the latest.
async function schedulePickup(api: EasyPostApi, order: PickupOrder, { connection }: CarrierCall): Promise<OrderedPickup> {
  const { carrierName } = connection;
  const [label] = order.labels;
  if (order.labels.length !== 1 || !label?.carrierReference)
    throw new CarrierRefusedError(`${carrierName} fetches one shipment a pickup; order one for each.`, { field: 'shipmentIds' });
  const { pickups } = (await api.Pickup.all({ page_size: PICKUPS_LOOKED_AT })) as { pickups?: unknown[] };
  const known = (pickups ?? [])
    .map((pickup) => EasyPostPickup.safeParse(pickup).data)
    .find((pickup) => pickup?.reference === order.pickupId);
  const pickup =
    known ??
    readAnswer(
      EasyPostPickup,
      await api.Pickup.create({
        reference: order.pickupId,
        address: easyPostAddress(order.address),
        shipment: { id: label.carrierReference },
        min_datetime: order.readyAt.toISOString(),
        max_datetime: order.closesAt.toISOString(),
        instructions: order.instructions ?? undefined,
        is_account_address: false,
      }),
      carrierName,
    );
  if (pickup.confirmation) return bookedPickup(pickup, pickup.confirmation);
  const [rate] = pickup.pickup_rates.toSorted((left, right) => Number(left.rate) - Number(right.rate));
  if (!rate)
    throw new CarrierRefusedError(`${carrierName} fetches nothing from this address in that span.`, { field: 'address' });
  const booked = readAnswer(EasyPostPickup, await api.Pickup.buy(pickup.id, rate.carrier, rate.service), carrierName);
  if (!booked.confirmation) throw new CarrierAnswerInvalidError(carrierName, new Error('a pickup without a confirmation'));
  return bookedPickup({ ...booked, pickup_rates: [rate] }, booked.confirmation);
}

function bookedPickup(pickup: EasyPostPickup, confirmationNumber: string): OrderedPickup {
  const [rate] = pickup.pickup_rates;
  return {
    confirmationNumber,
    carrierReference: pickup.id,
    charge: rate ? Money.of(rate.rate, rate.currency ?? 'USD') : null,
  };
}

function verdictOf(answer: EasyPostAddress, asked: Address): AddressVerdict {
  const { delivery } = answer.verifications ?? {};
  const messages = (delivery?.errors ?? []).map(({ code, field, message }) => ({
    code: code ?? 'ADDRESS_NOT_FOUND',
    message,
    field: field === 'zip' ? 'postalCode' : (field ?? null),
  }));
  if (delivery?.success !== true)
    return { deliverability: delivery ? 'undeliverable' : 'unverified', normalized: null, isResidential: null, messages };
  const normalized: Address = {
    ...asked,
    street1: answer.street1 || asked.street1,
    street2: answer.street2 || undefined,
    city: answer.city || asked.city,
    state: answer.state || asked.state,
    postalCode: answer.zip || asked.postalCode,
  };
  return { deliverability: 'deliverable', normalized, isResidential: answer.residential ?? null, messages };
}

// A shipment is on one manifest at most; of one that was accepted and whose answer was lost, the shipment tells.
async function acceptManifest(
  api: EasyPostApi,
  shipments: readonly (string | null)[],
  { call, baseUrl }: { call: CarrierCall; baseUrl: string },
): Promise<AcceptedManifest> {
  const { carrierName } = call.connection;
  const ids = shipments.flatMap((id) => id ?? []);
  if (ids.length === 0 || ids.length !== shipments.length)
    throw new CarrierRefusedError(`${carrierName} does not know every label on this manifest.`, { field: 'shipmentIds' });
  const first = readAnswer(EasyPostShipment, await api.Shipment.retrieve(ids[0]!), carrierName);
  const answer = first.scan_form
    ? await api.ScanForm.retrieve(first.scan_form.id)
    : await api.ScanForm.create({ shipments: ids.map((id) => ({ id })) });
  const form = readAnswer(EasyPostScanForm, answer, carrierName);
  if (form.status === 'failed') throw new CarrierRefusedError(`${carrierName}: ${form.message ?? 'the manifest was refused'}`);
  const document = form.form_url
    ? { format: 'PDF' as const, content: await fetchLabel(form.form_url, { apiUrl: baseUrl, carrierName, signal: call.signal }) }
    : null;
  return { carrierReference: form.id, document };
}
