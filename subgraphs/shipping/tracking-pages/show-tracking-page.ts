import type { RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE, tenantScope } from '../../../platform/database/database.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import { decodeKeyedAddress } from '../keyed-address.ts';
import { findTenantSchema } from '../tenant-schema.query.ts';
import { findTrackingPage, type TrackingPage } from './tracking-page.query.ts';

/** What a recipient may see of a parcel by the token that he was sent; throws NotFoundError for tokens that lead nowhere. */
export async function showTrackingPage(context: RequestContext, token: string): Promise<TrackingPage> {
  const address = decodeKeyedAddress(token);
  const schema = address && (await findTenantSchema(context.openSession(NO_SCOPE), address.tenantId));
  if (!address || !schema) throw new NotFoundError('The tracking page', 'token');
  const session = context.openSession(tenantScope({ id: address.tenantId, schema }, address.testMode));
  const page = await findTrackingPage(session, address);
  if (!page) throw new NotFoundError('The tracking page', 'token');
  return { ...page, events: page.events.map((event) => ({ ...event, occurredAt: new Date(event.occurredAt) })) };
}
