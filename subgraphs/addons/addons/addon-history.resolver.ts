import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyInput, MoneyType } from '../../../platform/graphql/money.types.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { commissionPreview } from '../pricing/commission-preview.ts';
import type { AddonRecord } from './addon.query.ts';
import { listAddonVersions } from './addon-version.query.ts';
import { AddonVersionConnection, type AddonVersionType } from './addon-version.types.ts';
import { AddonType } from './addon.types.ts';

@Resolver(() => AddonType)
export class AddonHistoryResolver {
  @RequiresPermission('manage_addons')
  @Query(() => AddonVersionConnection, {
    description: 'The versions of an addon, latest first, so that history stays explainable.',
  })
  async addonVersions(
    @Arg('addonId', () => ID, { description: 'Id of the addon, deleted ones included.' }) addonId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<AddonVersionType>> {
    requireTenant(context);
    const versions = await listAddonVersions(context.session, decodeId(ID_PREFIX.addon, addonId, 'addonId'), page);
    return toConnection(AddonVersionConnection, versions, (version) => version);
  }

  @RequiresPermission('manage_addons')
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'The commission in it on a carrier charge at present; null when it earns none or cannot be charged in that currency.',
  })
  async commissionAmount(
    @Root() addon: AddonRecord,
    @Arg('carrierCharge', () => MoneyInput, { description: 'What the carrier asks.' }) carrierCharge: MoneyInput,
    @Arg('organizationId', () => ID, {
      nullable: true,
      description: 'For whom: its agreed rate and volume count; nobody when left out.',
    })
    organizationId: string | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<MoneyType | null> {
    const charge = Money.of(carrierCharge.amount, carrierCharge.currency);
    const organization = decodeOptionalId(ID_PREFIX.organization, organizationId, 'organizationId');
    return (
      (await commissionPreview(context, { addon, carrierCharge: charge, organizationId: organization ?? null }))?.toJSON() ?? null
    );
  }
}
