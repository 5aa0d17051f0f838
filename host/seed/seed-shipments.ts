import type { AdjustableClock } from '../../platform/context/clock.ts';
import { DEMO_PARCELS, DEMO_RECIPIENTS, DEMO_WEEKS, deterministicRandom } from './demo-plan.ts';
import type { GraphqlClient } from './graphql-client.ts';
import type { SeededOrganization } from './seed-marketplace.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const DEMO_SEED = 20_260_101;

/** Buys the demo's shipments, spread over the working hours of each week, the same ones at every run; answers how many. */
export async function seedShipments(
  client: GraphqlClient,
  organizations: readonly SeededOrganization[],
  clock: AdjustableClock,
  start: number,
): Promise<number> {
  const random = deterministicRandom(DEMO_SEED);
  const plan = organizations.flatMap((organization) =>
    Array.from({ length: organization.plan.shipmentsPerWeek * DEMO_WEEKS }, (_, index) => {
      const week = Math.floor(index / organization.plan.shipmentsPerWeek);
      const at = start + week * 7 * DAY_MS + Math.floor(random() * 5) * DAY_MS + Math.floor((9 + random() * 8) * HOUR_MS);
      const recipient = DEMO_RECIPIENTS[Math.floor(random() * DEMO_RECIPIENTS.length)]!;
      const parcel = DEMO_PARCELS[Math.floor(random() * DEMO_PARCELS.length)]!;
      return { organization, index, at, recipient, parcel, takesFastest: random() < 0.3 };
    }),
  );
  for (const { organization, index, at, recipient, parcel, takesFastest } of plan.toSorted((left, right) => left.at - right.at)) {
    clock.set(new Date(at));
    const { memberToken: token } = organization;
    const reference = `${organization.plan.slug.toUpperCase()}-${1001 + index}`;
    const { quote } = await client.ask<{ quote: { rates: { id: string; transitDays: number | null }[] } }>(
      `mutation ($input: RequestQuotesInput!) { requestQuotes(input: $input) { quote { rates { id transitDays } } errors { code field message } } }`,
      { token, variables: { input: { shipper: organization.plan.shipper, recipient, parcels: [parcel], reference } } },
    );
    const rates = takesFastest
      ? quote.rates.toSorted((left, right) => (left.transitDays ?? 99) - (right.transitDays ?? 99))
      : quote.rates;
    await client.ask(
      `mutation ($input: PurchaseShipmentInput!) { purchaseShipment(input: $input) { shipment { id } errors { code field message } } }`,
      {
        token,
        variables: { input: { rateId: rates[0]!.id, idempotencyKey: `demo-${reference}`, reference } },
      },
    );
  }
  return plan.length;
}
