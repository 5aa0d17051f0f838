import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { decodeSubject } from '../named-subject.ts';
import type { Team } from '../teams/team.ts';
import { TeamType } from '../teams/team.types.ts';
import { teamById } from '../teams/teams.loaders.ts';
import type { EffectiveSetting } from './billing-setting.ts';
import { placeKey, placeToRead, settingsAt, type InheritingPlace } from './effective-settings.ts';
import { setBillingSettings } from './set-billing-settings.ts';
import {
  type BillingSettingNameEnum,
  type BillingSettingSourceEnum,
  BillingSettingsType,
  BillingSettingType,
  SetBillingSettingsInput,
  SetBillingSettingsPayload,
} from './settings.types.ts';

/** What is set for billing, and where it comes from. */
@Resolver(() => BillingSettingsType)
export class SettingsResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => BillingSettingsType, {
    description:
      'What holds for billing at an organization, or narrower at an entity, a team, a person of it: each inherits from those before. NOT_FOUND for a place that is not the caller’s.',
  })
  billingSettings(
    @Arg('organizationId', () => ID, { nullable: true, description: 'Id of the organization; the caller’s own when left out.' })
    organizationId: string | null,
    @Arg('entityId', () => ID, { nullable: true, description: 'Id of an entity; that of the team when left out.' })
    entityId: string | null,
    @Arg('teamId', () => ID, { nullable: true, description: 'Id of a team.' }) teamId: string | null,
    @Arg('userId', () => ID, { nullable: true, description: 'Id of a person.' }) userId: string | null,
    @Ctx() context: RequestContext,
  ): Promise<InheritingPlace> {
    return placeToRead(context, decodeSubject({ organizationId, entityId, teamId, userId }));
  }

  @RequiresPermission('manage_billing', 'manage_credits')
  @Mutation(() => SetBillingSettingsPayload, {
    description:
      'Sets values at an organization, or at one entity, team or person of it: all or none. Refused with NOT_FOUND or VALIDATION_FAILED.',
  })
  async setBillingSettings(
    @Arg('input', () => SetBillingSettingsInput, { description: 'What is to be set, and where.' }) input: SetBillingSettingsInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const settings = input.settings.map(({ name, value }) => ({ name, value: value ?? null }));
    return { billingSettings: await setBillingSettings(context, { ...decodeSubject(input), settings }) };
  }

  @FieldResolver()
  organization(@Root() place: InheritingPlace): { id: string } {
    return { id: place.organizationId };
  }

  @FieldResolver()
  async entity(@Root() place: InheritingPlace, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return place.entityId ? entityById(context, place.entityId) : null;
  }

  @FieldResolver()
  async team(@Root() place: InheritingPlace, @Ctx() context: RequestContext): Promise<Team | null> {
    return place.teamId ? teamById(context, place.teamId) : null;
  }

  @FieldResolver()
  settings(@Root() place: InheritingPlace, @Ctx() context: RequestContext): Promise<BillingSettingType[]> {
    return shownAt(context, place);
  }
}

/** What settings add to an entity. */
@Resolver(() => EntityType)
export class EntitySettingsResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => [BillingSettingType], {
    nullable: true,
    description: 'What is set for billing at the entity, and where it comes from.',
  })
  billingSettings(@Root() entity: EntityRow, @Ctx() context: RequestContext): Promise<BillingSettingType[]> {
    const { id: entityId, organizationId, currency } = entity;
    return shownAt(context, { organizationId, entityId, teamId: null, userId: null, currency });
  }
}

/** What settings add to a team. */
@Resolver(() => TeamType)
export class TeamSettingsResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => [BillingSettingType], {
    nullable: true,
    description: 'What is set for billing at the team, and where it comes from.',
  })
  async billingSettings(@Root() team: Team, @Ctx() context: RequestContext): Promise<BillingSettingType[]> {
    const { id: teamId, organizationId, entityId } = team;
    const entity = entityId ? await entityById(context, entityId) : null;
    return shownAt(context, { organizationId, entityId, teamId, userId: null, currency: entity?.currency ?? null });
  }
}

async function shownAt(context: RequestContext, place: InheritingPlace): Promise<BillingSettingType[]> {
  const found = await settingsAt(context, placeKey(place));
  return (found?.settings ?? []).map(toSettingType);
}

function toSettingType({ name, value, source }: EffectiveSetting): BillingSettingType {
  return { name: name as BillingSettingNameEnum, value, source: source as BillingSettingSourceEnum };
}
