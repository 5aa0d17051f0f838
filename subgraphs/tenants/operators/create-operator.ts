import { auditFacts, type RequestContext } from '../../../platform/context/request-context.ts';
import { NO_SCOPE } from '../../../platform/database/database.ts';
import { claimSpareSchema, provisionSpareSchema } from '../../../platform/database/tenant-schemas.query.ts';
import { newId, type Uuid } from '../../../platform/ids/public-id.ts';
import { issueToken } from '../api-tokens/issue-token.ts';
import { ensureUser, insertTenantMember } from '../invitations/invitations.query.ts';
import { TenantEntity } from '../tenants/tenant.entity.ts';
import { findPlatformTenant } from './operators.query.ts';

/** The tenant that the platform is to itself; made on first use. */
export async function ensurePlatformTenant(context: RequestContext): Promise<{ id: Uuid; schema: string }> {
  const session = context.openSession(NO_SCOPE);
  const known = await findPlatformTenant(session);
  if (known) return known;
  await provisionSpareSchema(session);
  return session.transaction(async (transaction) => {
    const id = newId();
    const schema = await claimSpareSchema(transaction, id);
    if (!schema) throw new Error('the schema just provisioned was claimed by another; try again');
    transaction.em.create(TenantEntity, {
      id,
      kind: 'platform',
      name: 'Platform',
      slug: 'platform',
      plan: 'enterprise',
      status: 'active',
      schemaName: schema,
      createdAt: context.clock.now(),
    });
    return { id, schema };
  });
}

/** Makes somebody an operator of the platform; answers an access token, shown this once. Run by whoever owns the database. */
export async function createOperator(
  context: RequestContext,
  operator: { email: string; name: string },
): Promise<{ token: string }> {
  const tenant = await ensurePlatformTenant(context);
  const session = context.openSession({ tenant, organization: null, testMode: false });
  return session.transaction(async (transaction) => {
    const now = context.clock.now();
    const user = await ensureUser(transaction, { id: newId(), ...operator, createdAt: now });
    await insertTenantMember(transaction, { tenantId: tenant.id, userId: user.id, role: 'operator', createdAt: now });
    const { token } = await issueToken(transaction, {
      tenantId: tenant.id,
      organizationId: null,
      userId: user.id,
      isPersonal: true,
      role: 'operator',
      permissions: null,
      name: 'Operator access',
      testMode: false,
      expiresAt: null,
      createdBy: context.identity.actor,
      createdAt: now,
    });
    transaction.audit({
      ...auditFacts(context),
      action: 'operator.created',
      resourceType: 'user',
      resourceId: user.id,
      organizationId: null,
      after: { email: user.email },
    });
    return { token };
  });
}
