import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { FindPartners } from '../../../contracts/operations/partner-operations.ts';
import { auditFacts, hasPermission, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError, NotFoundError, ValidationError } from '../../../platform/errors/errors.ts';
import { encodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { recordSecurityEvent } from '../security-events/record-security-event.query.ts';
import { checkName, Faults } from '../validation.ts';
import type { ApiToken } from './api-token.entity.ts';
import { grantedPermissions } from './granted-permissions.ts';
import { issueToken } from './issue-token.ts';

/** What the token of a partner's user is for. */
export interface CreatePartnerToken {
  partnerId: Uuid;
  name: string;
  /** The partner's mode, which must be the caller's. */
  testMode: boolean;
  /** Must be left out: a partner's user acts for no organization. */
  organizationId?: Uuid | null | undefined;
  /** At most what a partner's user may do; all of it when left out. */
  permissions?: readonly string[] | null | undefined;
  expiresAt?: Date | null | undefined;
}

/** Makes a token that sees one partner and nothing else of the tenant; for staff who manage partners. */
export async function createPartnerToken(
  context: RequestContext,
  command: CreatePartnerToken,
): Promise<{ apiToken: ApiToken; token: string }> {
  const tenant = requireTenant(context);
  if (context.identity.level !== 'tenant' || !hasPermission(context, 'manage_partners'))
    throw new ForbiddenError('Only staff who manage partners may make tokens for their users.');
  const { name, permissions } = checkPartnerToken(context, command);
  await assertPartnerExists(context, command.partnerId);
  return context.session.transaction(async (transaction) => {
    const issued = await issueToken(transaction, {
      tenantId: tenant.id,
      organizationId: null,
      userId: null,
      isPersonal: false,
      partnerId: command.partnerId,
      role: 'partner',
      permissions,
      name,
      testMode: command.testMode,
      expiresAt: command.expiresAt ?? null,
      createdBy: context.identity.actor,
      createdAt: context.clock.now(),
    });
    transaction.audit({
      action: 'api_token.created',
      resourceType: 'api_token',
      resourceId: issued.apiToken.id,
      organizationId: null,
      after: {
        name,
        partnerId: command.partnerId,
        testMode: command.testMode,
        permissions,
        expiresAt: command.expiresAt ?? null,
      },
      ...auditFacts(context),
    });
    const details = { apiTokenId: issued.apiToken.id, name, permissions, partnerId: command.partnerId };
    await recordSecurityEvent(transaction, context, { type: 'api_token.created', tenantId: tenant.id, details });
    return issued;
  });
}

function checkPartnerToken(context: RequestContext, command: CreatePartnerToken): { name: string; permissions: string[] } {
  const faults = new Faults();
  const name = faults.collect(checkName('name', command.name));
  faults.throwIfAny();
  if (command.organizationId)
    throw ValidationError.of('organizationId', 'A token is for an organization or for a partner, not for both.');
  if (command.testMode !== context.identity.testMode) {
    throw ValidationError.of(
      'testMode',
      'A partner is in one mode: make its tokens with a token of that mode, and state the mode here.',
    );
  }
  if (command.expiresAt && command.expiresAt <= context.clock.now())
    throw ValidationError.of('expiresAt', 'The token would have expired already.');
  const permissions = grantedPermissions(context, 'partner', command.permissions);
  return { name, permissions };
}

async function assertPartnerExists(context: RequestContext, partnerId: Uuid): Promise<void> {
  const [partner] = await context.operations.call(FindPartners, [
    { __typename: 'Partner', id: encodeId(ID_PREFIX.partner, partnerId) },
  ]);
  if (!partner) throw new NotFoundError('The partner', 'partnerId');
}
