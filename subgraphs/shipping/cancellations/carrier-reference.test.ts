import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ManualClock } from '../../../platform/context/clock.ts';
import { createTestWorld, type TestWorld } from '../../../test/support/test-world.ts';
import type { LabelReturn, SoldParcel } from '../carriers/carrier-exchanges.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { soldParcels } from '../carriers/sold-parcels.ts';
import { createManifest } from '../manifests/create-manifest.ts';
import { schedulePickup } from '../pickups/schedule-pickup.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { aConsignment, anEntityWith, aShipper, connectSandbox } from '../test-support/shipping-fixtures.ts';
import { cancelShipment } from './cancel-shipment.ts';

// A carrier that knows its labels by a reference of its own, as networks do.
const SANDBOX = carrierOf({ carrier: 'sandbox' }) as Required<ReturnType<typeof carrierOf>>;
const unchanged = { ...SANDBOX };
const told: Record<string, (string | null)[]> = {};

const PARCEL = { weight: { value: '2', unit: 'lb' } } as const;
const REFERENCES = ['shp_1', 'shp_2'];

const clock = new ManualClock(new Date('2026-03-02T09:00:00Z'));
let world: TestWorld;

before(async () => {
  world = await createTestWorld({ clock, startsWorkers: false });
  const note = (operation: string, parcels: readonly SoldParcel[]): void => {
    told[operation] = parcels.map(({ carrierReference }) => carrierReference);
  };
  Object.assign(SANDBOX, {
    buy: async (...asked: Parameters<typeof unchanged.buy>) =>
      (await unchanged.buy(...asked)).map((label, index) => ({ ...label, carrierReference: `shp_${index + 1}` })),
    void: async (label: LabelReturn) => note('void', label.parcels ?? []),
    schedulePickup: (...asked: Parameters<typeof unchanged.schedulePickup>) => {
      note('schedulePickup', soldParcels(asked[0].labels));
      return unchanged.schedulePickup(...asked);
    },
    manifest: (...asked: Parameters<typeof unchanged.manifest>) => {
      note('manifest', soldParcels(asked[0].labels));
      return unchanged.manifest(...asked);
    },
  } satisfies Partial<typeof SANDBOX>);
});
after(async () => {
  Object.assign(SANDBOX, unchanged);
  await world.close();
});

test('the carrier’s own references are kept with the labels that were bought, and named to it for pickup, manifest and void', async () => {
  const shipper = await aShipper(world);
  const connectionId = await connectSandbox(shipper);
  await anEntityWith(world, shipper, '100');
  const { rates } = await requestQuotes(
    shipper.context(),
    aConsignment({ services: ['sandbox_ground'], parcels: [PARCEL, PARCEL] }),
  );
  const { id } = await purchaseShipment(shipper.context(), { rateId: rates[0]!.id, idempotencyKey: 'k' });
  const [stored] = await world.inspect<{ reference: string }>(
    `select carrier_reference as reference from "${shipper.tenant.schema}".shipments where id = $1`,
    [id],
  );
  assert.equal(stored?.reference, 'shp_1');
  const window = { date: '2026-03-03', readyTime: '09:00', closeTime: '17:00', timeZone: 'America/New_York' };
  await schedulePickup(shipper.context(), { ...window, connectionId, shipmentIds: [id], idempotencyKey: 'k' });
  await createManifest(shipper.context(), { connectionId, shipDate: '2026-03-02' });
  await cancelShipment(shipper.context(), id);
  assert.deepEqual(told, { schedulePickup: REFERENCES, manifest: REFERENCES, void: REFERENCES });
});
