import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { TestTenant, TestWorld } from '../../../test/support/test-world.ts';
import { purchaseShipment } from '../purchases/purchase-shipment.ts';
import { resumePurchases } from '../purchases/resume-purchases.ts';
import type { RequestQuotes } from '../quotes/quote-request.ts';
import { requestQuotes } from '../quotes/request-quotes.ts';
import { mortalContext, type Death } from './mortal-context.ts';
import { aConsignment, anEntityWith, aShipper, balanceOf, connectSandbox, type Shipper } from './shipping-fixtures.ts';

/** What became of a purchase. */
export interface PurchaseOutcome {
  state: string | undefined;
  /** Shipments, labels, trackers, reservations, applications, purchase events. */
  counts: number[];
  balance: string;
}

/** Somebody about to buy a label, who may die on the way. */
export interface PurchaseScene {
  shipper: Shipper;
  entityId: Uuid;
  rateId: Uuid;
  buy(death: Death | null): Promise<string[]>;
  outcome(): Promise<PurchaseOutcome>;
}

/** A shipper of its own in the tenant, with 100.00 of credits and a rate of the sandbox. */
export async function aPurchaseScene(
  world: TestWorld,
  tenant: TestTenant,
  consignment: Partial<RequestQuotes> = {},
): Promise<PurchaseScene> {
  const shipper = await aShipper(world, { tenant });
  await connectSandbox(shipper);
  const entityId = await anEntityWith(world, shipper, '100');
  const quote = await requestQuotes(shipper.context(), aConsignment({ services: ['sandbox_ground'], ...consignment }));
  const rateId = quote.rates[0]!.id;
  return {
    shipper,
    entityId,
    rateId,
    async buy(death) {
      const { context, life } = mortalContext(shipper.context(), death);
      await purchaseShipment(context, { rateId, idempotencyKey: 'the-key' }).catch((error: Error) => {
        if (!death) throw error;
      });
      return life.deeds;
    },
    async outcome() {
      const tables = ['shipments', 'labels', 'trackers', 'credit_reservations', 'addon_applications'];
      const [row] = await world.inspect<{ state: string; counts: number[] }>(
        `select (select state from "${tenant.schema}".purchases where organization_id = $1) as state,
          array[${tables.map((table) => `(select count(*)::int from "${tenant.schema}".${table} where organization_id = $1)`).join(', ')},
            (select count(*)::int from platform.outbox where type = 'shipment.purchased' and organization_id = $1)] as counts`,
        [shipper.organizationId],
      );
      const { remaining, reserved, spent } = await balanceOf(world, shipper, entityId);
      return {
        state: row?.state ?? undefined,
        counts: row!.counts,
        balance: `${remaining} left, ${reserved} reserved, ${spent} spent`,
      };
    },
  };
}

/** Lets the job go on with what was left in the tenant, which may die on the way as well; answers what it did. */
export async function resumePurchasesIn(world: TestWorld, tenant: TestTenant, death: Death | null = null): Promise<string[]> {
  const job = world.context('shipping', {
    actor: 'system/resume-purchases',
    level: 'internal',
    tenant,
    testMode: true,
    permissions: ['internal'],
  });
  const { context, life } = mortalContext(job, death);
  await resumePurchases.run(context).catch((error: Error) => {
    if (!death) throw error;
  });
  return life.deeds;
}
