import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import type { IssuedInvitation } from '../invitations/invite.ts';
import { inviteAdministrator } from './invite-administrator.ts';
import type { Tenant } from './tenant.entity.ts';
import type { TenantOrder } from './tenant-order.ts';
import { IdempotencyKeyReusedError } from './tenants.errors.ts';
import { findTenantOfKey, revokePendingAdministrator } from './tenants.query.ts';

/** A tenant with the invitation of its administrator; without one when it was accepted already. */
export interface CreatedTenant {
  tenant: Tenant;
  invitation: IssuedInvitation | null;
}

/**
 * The tenant that was made under the order's key before; undefined when there is none. Its administrator's invitation, whose secret is
 * stored nowhere, is issued anew while nobody has accepted it and somebody could: the answer that came before may have been lost.
 */
export async function answerAgain(
  transaction: Transaction,
  context: RequestContext,
  order: TenantOrder,
): Promise<CreatedTenant | undefined> {
  if (!order.idempotencyKey) return undefined;
  const tenant = await findTenantOfKey(transaction, order.idempotencyKey);
  if (!tenant) return undefined;
  if (tenant.requestHash !== order.hash) throw new IdempotencyKeyReusedError();
  if (tenant.status !== 'active' && tenant.status !== 'provisioning') return { tenant, invitation: null };
  const email = await revokePendingAdministrator(transaction, tenant.id, order.adminEmail);
  return { tenant, invitation: email ? await inviteAdministrator(transaction, context, tenant, email) : null };
}
