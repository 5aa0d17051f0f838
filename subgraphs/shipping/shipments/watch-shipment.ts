import { requireOrganization, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { liveTopic } from '../../../platform/events/live-topic.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { shipmentTopic, SHIPMENTS_TOPIC } from './shipment-topics.ts';
import { findLatestShipment, findShipments, type ShipmentRow } from './shipments.query.ts';

/** Wakes at once and after each change of the shipment, or of any of the organization's; refused like `presentShipment`. */
export async function watchShipment(context: RequestContext, asked: Uuid | undefined): Promise<AsyncIterable<undefined>> {
  await presentShipment(context, asked);
  const organizationId = requireOrganization(context);
  const place = { tenantId: requireTenant(context).id, organizationId, testMode: context.identity.testMode };
  return context.topics.watch(liveTopic(asked ? shipmentTopic(asked) : SHIPMENTS_TOPIC, place));
}

/** A shipment as it is now, or the one that changed last; throws NotFoundError for one that is not in view. */
export async function presentShipment(context: RequestContext, asked: Uuid | undefined): Promise<ShipmentRow | null> {
  if (!asked) return (await findLatestShipment(context.session)) ?? null;
  const [shipment] = await findShipments(context.session, [asked]);
  if (!shipment) throw new NotFoundError('The shipment', 'shipmentId');
  return shipment;
}
