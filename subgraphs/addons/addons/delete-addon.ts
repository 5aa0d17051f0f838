import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { Addon } from './addon.entity.ts';
import { changeAddon } from './change-addon.ts';

/** Takes an addon out of use for good; its versions, pinned prices and applications stay. Throws NotFoundError. */
export async function deleteAddon(context: RequestContext, command: { id: Uuid }): Promise<Addon> {
  return changeAddon(context, command.id, 'addon.deleted', (addon) => {
    addon.deletedAt = context.clock.now();
  });
}
