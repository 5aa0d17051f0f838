import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { lastChargedAt } from '../applications/addon-application.query.ts';
import type { Addon } from './addon.entity.ts';
import { AddonInUseError } from './addons.errors.ts';
import { changeAddon } from './change-addon.ts';

/** An active addon that was charged within so many days is in use. */
const IN_USE_DAYS = 30;

/**
 * Takes an addon out of use for good; its versions, pinned prices and applications stay. Throws NotFoundError, and
 * AddonInUseError for one that is in use unless that is accepted.
 */
export async function deleteAddon(context: RequestContext, command: { id: Uuid; acceptsUse?: boolean }): Promise<Addon> {
  const now = context.clock.now();
  return changeAddon(context, command.id, 'addon.deleted', async (addon, transaction) => {
    if (addon.active && !command.acceptsUse) {
      const chargedAt = await lastChargedAt(transaction, addon.id);
      if (chargedAt && now.getTime() - chargedAt.getTime() < IN_USE_DAYS * 86_400_000) throw new AddonInUseError(chargedAt);
    }
    addon.deletedAt = now;
  });
}
