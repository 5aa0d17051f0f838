import { BigNumber } from 'bignumber.js';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { checkOrganizations } from '../commission/check-organizations.ts';
import { checkCarriers } from './check-carriers.ts';
import { AddonEntity, type Addon } from './addon.entity.ts';
import { checkAddon, namedOrganizations, type AddonDefinition } from './addon-rules.ts';
import { insertAddonVersion } from './addon.query.ts';

/**
 * Makes an addon, in version 1, that is charged on rates priced from now on. Its carriers and services must be known in the tenant,
 * unless names are accepted that nothing bears yet.
 */
export async function createAddon(
  context: RequestContext,
  command: AddonDefinition,
  { acceptsUnknownNames = false }: { acceptsUnknownNames?: boolean } = {},
): Promise<Addon> {
  requireTenant(context);
  const definition = checkAddon(command);
  if (!acceptsUnknownNames) await checkCarriers(context, definition);
  await checkOrganizations(context, namedOrganizations(definition));
  const now = context.clock.now();
  return context.session.transaction(async (transaction) => {
    const addon = transaction.em.create(AddonEntity, {
      ...definition,
      id: newId(),
      testMode: context.identity.testMode,
      amount: new BigNumber(definition.amount),
      commissionRate: definition.commissionRate === null ? null : new BigNumber(definition.commissionRate),
      version: 1,
      createdAt: now,
      updatedAt: now,
      deletedAt: null,
    });
    await transaction.em.flush();
    await insertAddonVersion(transaction, addon, { actor: context.identity.actor, createdAt: now });
    transaction.audit({
      action: 'addon.created',
      resourceType: 'addon',
      resourceId: addon.id,
      organizationId: null,
      after: addon.snapshot(),
      ...auditFacts(context),
    });
    return addon;
  });
}
