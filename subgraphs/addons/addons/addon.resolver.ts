import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Authenticated, RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import type { Addon } from './addon.entity.ts';
import { addonChanges, addonDefinition } from './addon-inputs.ts';
import { CreateAddonInput, DeleteAddonInput, UpdateAddonInput } from './addon.inputs.types.ts';
import { ADDON_ORDERS, listAddons, type AddonRecord } from './addon.query.ts';
import { addonReader } from './addon-reader.ts';
import { AddonConnection, AddonPayload, AddonsArgs, AddonType } from './addon.types.ts';
import { loadAddon } from './addons.loaders.ts';
import { createAddon } from './create-addon.ts';
import { deleteAddon } from './delete-addon.ts';
import { updateAddon } from './update-addon.ts';

@Resolver(() => AddonType)
export class AddonResolver {
  @Authenticated()
  @Query(() => AddonType, {
    nullable: true,
    description: 'One addon; null when there is none with this id that the caller may see.',
  })
  addon(
    @Arg('id', () => ID, { description: 'Id of the addon.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<AddonRecord | null> {
    return loadAddon(context, decodeId(ID_PREFIX.addon, id));
  }

  @Authenticated()
  @Query(() => AddonConnection, {
    description:
      'The addons of the marketplace; members of an organization see the visible ones that are charged to it at present.',
  })
  async addons(@Args(() => AddonsArgs) args: AddonsArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<AddonType>> {
    const filter = {
      ...args.filter,
      organizationId: decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId'),
    };
    return toConnection(
      AddonConnection,
      await listAddons(context.session, addonReader(context), filter, ADDON_ORDERS[args.sort], args),
      (addon) => addon,
    );
  }

  @RequiresPermission('manage_addons')
  @RequiresFeature('addons')
  @Mutation(() => AddonPayload, {
    description:
      'Creates an addon; it is charged on rates priced from now on. Refused with UNKNOWN_CARRIER, UNKNOWN_SERVICE, NOT_FOUND (an organization), NEGATIVE_AMOUNT, CURRENCY_REQUIRED and other faults of the fields.',
  })
  async createAddon(
    @Arg('input', () => CreateAddonInput, { description: 'What it is.' }) input: CreateAddonInput,
    @Ctx() context: RequestContext,
  ): Promise<{ addon: Addon }> {
    return { addon: await createAddon(context, addonDefinition(input), { acceptsUnknownNames: input.acceptUnknownNames }) };
  }

  @RequiresPermission('manage_addons')
  @RequiresFeature('addons')
  @Mutation(() => AddonPayload, {
    description: 'Changes an addon for rates priced from now on; what was pinned or charged stays as it was.',
  })
  async updateAddon(
    @Arg('input', () => UpdateAddonInput, { description: 'What changes.' }) input: UpdateAddonInput,
    @Ctx() context: RequestContext,
  ): Promise<{ addon: Addon }> {
    const { expectedVersion } = input;
    return {
      addon: await updateAddon(context, {
        id: decodeId(ID_PREFIX.addon, input.id),
        changes: addonChanges(input),
        expectedVersion,
        acceptsUnknownNames: input.acceptUnknownNames,
      }),
    };
  }

  @RequiresPermission('manage_addons')
  @Mutation(() => AddonPayload, {
    description:
      'Takes an addon out of use for good; what was pinned or charged stays. Refused with ADDON_IN_USE (see acceptInUse) or NOT_FOUND.',
  })
  async deleteAddon(
    @Arg('input', () => DeleteAddonInput, { description: 'Which one.' }) input: DeleteAddonInput,
    @Ctx() context: RequestContext,
  ): Promise<{ addon: Addon }> {
    const { acceptInUse: acceptsUse } = input;
    return { addon: await deleteAddon(context, { id: decodeId(ID_PREFIX.addon, input.id), acceptsUse }) };
  }
}
