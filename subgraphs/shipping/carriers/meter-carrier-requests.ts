import type { RequestContext } from '../../../platform/context/request-context.ts';
import { newEvent } from '../../../platform/events/new-event.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { CarrierRequestMade, type CarrierRequestMadeData } from '../../../contracts/events/usage-events.ts';

/** Tells of every request that was sent to a carrier in the organization's name, failed ones too, with what came of them. */
export function meterCarrierRequests(
  context: RequestContext,
  transaction: Transaction,
  requests: { organizationId: Uuid | null; usage: readonly CarrierRequestMadeData[] },
): void {
  const { organizationId, usage } = requests;
  transaction.publish(
    ...usage.map((data) =>
      newEvent(context, CarrierRequestMade, { subject: `carrier_connection/${data.connectionId}`, organizationId, data }),
    ),
  );
}
