import { BigNumber } from 'bignumber.js';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { ConflictError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { checkOrganizations } from '../commission/check-organizations.ts';
import type { Addon } from './addon.entity.ts';
import { definitionAfter, definitionOf } from './addon-definition.ts';
import { checkAddon, namedOrganizations, type AddonDefinition } from './addon-rules.ts';
import { checkCarriers } from './check-carriers.ts';
import { changeAddon } from './change-addon.ts';

/** What changes; whatever is left out stays. */
export interface UpdateAddon {
  id: Uuid;
  changes: Partial<AddonDefinition>;
  /** The version the change was made for; when the addon has moved on, it is refused with CONFLICT. */
  expectedVersion?: number | null | undefined;
  /** Whether carriers and services may be named that nothing bears yet. */
  acceptsUnknownNames?: boolean;
}

/**
 * Changes an addon for rates priced from now on; pinned prices and recorded applications stay as they were.
 * Throws NotFoundError, ValidationError, ConflictError.
 */
export async function updateAddon(context: RequestContext, command: UpdateAddon): Promise<Addon> {
  requireTenant(context);
  if (!command.acceptsUnknownNames) await checkCarriers(context, command.changes);
  await checkOrganizations(context, namedOrganizations(command.changes));
  return changeAddon(context, command.id, 'addon.updated', (addon) => {
    if ((command.expectedVersion ?? addon.version) !== addon.version) {
      throw new ConflictError(`The addon is in version ${addon.version} by now; read it again.`, { field: 'expectedVersion' });
    }
    const { amount, commissionRate, ...rest } = checkAddon(definitionAfter(definitionOf(addon), command.changes));
    Object.assign(addon, rest, {
      amount: new BigNumber(amount),
      commissionRate: commissionRate === null ? null : new BigNumber(commissionRate),
    });
  });
}
