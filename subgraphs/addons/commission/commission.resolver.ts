import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresFeature, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { DecimalScalar } from '../../../platform/graphql/scalars.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { findCommissionSettings, NO_COMMISSION_SETTINGS, type CommissionSettings } from './commission-settings.query.ts';
import { loadOrganizationCommission } from './commission.loaders.ts';
import {
  ConfigurePlatformCommissionInput,
  ConfigurePlatformCommissionPayload,
  OrganizationStub,
  PlatformCommissionSettingsType,
  SetOrganizationCommissionInput,
  SetOrganizationCommissionPayload,
} from './commission.types.ts';
import { configurePlatformCommission } from './configure-platform-commission.ts';
import { platformCommission } from './platform-commission.ts';
import { setOrganizationCommission } from './set-organization-commission.ts';

@Resolver(() => OrganizationStub)
export class CommissionResolver {
  @RequiresPermission('manage_addons')
  @Query(() => PlatformCommissionSettingsType, { description: 'How the platform’s commission on addons is computed.' })
  async platformCommissionSettings(@Ctx() context: RequestContext): Promise<PlatformCommissionSettingsType> {
    requireTenant(context);
    return toSettings((await findCommissionSettings(context.session)) ?? NO_COMMISSION_SETTINGS);
  }

  @RequiresPermission('manage_addons')
  @RequiresFeature('addons')
  @Mutation(() => ConfigurePlatformCommissionPayload, {
    description: 'Decides the commission of rates priced from now on; replaces the settings before.',
  })
  async configurePlatformCommission(
    @Arg('input', () => ConfigurePlatformCommissionInput, { description: 'The settings.' })
    input: ConfigurePlatformCommissionInput,
    @Ctx() context: RequestContext,
  ): Promise<{ settings: PlatformCommissionSettingsType }> {
    return { settings: toSettings(await configurePlatformCommission(context, platformCommission(input))) };
  }

  @RequiresPermission('manage_addons')
  @RequiresFeature('addons')
  @Mutation(() => SetOrganizationCommissionPayload, {
    description: 'Agrees a commission rate with one organization, for rates priced from now on.',
  })
  async setOrganizationCommission(
    @Arg('input', () => SetOrganizationCommissionInput, { description: 'The rate and whose it is.' })
    input: SetOrganizationCommissionInput,
    @Ctx() context: RequestContext,
  ): Promise<{ organization: { id: Uuid } }> {
    const organizationId = decodeId(ID_PREFIX.organization, input.organizationId, 'organizationId');
    const { customCommissionRate = null, commissionOverride } = input;
    await setOrganizationCommission(context, { organizationId, customCommissionRate, commissionOverride });
    return { organization: { id: organizationId } };
  }

  @RequiresPermission('manage_addons')
  @FieldResolver(() => DecimalScalar, {
    nullable: true,
    description: 'The commission rate agreed with it: 0.0250 is 2.5 %; null when none was.',
  })
  async customCommissionRate(@Root() organization: { id: Uuid }, @Ctx() context: RequestContext): Promise<string | null> {
    return (await loadOrganizationCommission(context, organization.id))?.customRate ?? null;
  }

  @RequiresPermission('manage_addons')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether the agreed rate comes before the addons’ own rates, the tiers and the default.',
  })
  async commissionOverride(@Root() organization: { id: Uuid }, @Ctx() context: RequestContext): Promise<boolean> {
    return (await loadOrganizationCommission(context, organization.id))?.isOverride ?? false;
  }
}

function toSettings({
  defaultRate,
  minimumAmount,
  minimumCurrency,
  tiers,
  version,
  updatedAt,
}: CommissionSettings): PlatformCommissionSettingsType {
  const minimum = minimumAmount && minimumCurrency ? Money.of(minimumAmount, minimumCurrency).toJSON() : null;
  return { defaultCommissionRate: defaultRate, minimumCommissionAmount: minimum, commissionTiers: tiers, version, updatedAt };
}
