import { isDeepStrictEqual } from 'node:util';
import { LockMode } from '@mikro-orm/core';
import { identityTopic } from '../../../contracts/identity/identity-changes.ts';
import { auditFacts, requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import type { Transaction } from '../../../platform/database/session.ts';
import { NotFoundError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { AddonEntity, type Addon } from './addon.entity.ts';
import { insertAddonVersion } from './addon.query.ts';

/**
 * Changes a locked addon by `change` and keeps the result as its next version, with an audit entry. A change that changes
 * nothing makes no version. Throws NotFoundError for addons that are unknown or deleted.
 */
export async function changeAddon(
  context: RequestContext,
  id: Uuid,
  action: string,
  change: (addon: Addon, transaction: Transaction) => void | Promise<void>,
): Promise<Addon> {
  requireTenant(context);
  return context.session.transaction(async (transaction) => {
    const addon = await transaction.em.findOne(AddonEntity, { id, deletedAt: null }, { lockMode: LockMode.PESSIMISTIC_WRITE });
    if (!addon) throw new NotFoundError('The addon', 'id');
    const before = addon.snapshot();
    await change(addon, transaction);
    const after = addon.snapshot();
    if (isDeepStrictEqual(before, after)) return addon;
    addon.version += 1;
    addon.updatedAt = context.clock.now();
    await transaction.em.flush();
    await insertAddonVersion(transaction, addon, { actor: context.identity.actor, createdAt: addon.updatedAt });
    transaction.audit({
      action,
      resourceType: 'addon',
      resourceId: id,
      organizationId: null,
      before,
      after,
      ...auditFacts(context),
    });
    transaction.announceTopic(identityTopic('addon', id));
    return addon;
  });
}
