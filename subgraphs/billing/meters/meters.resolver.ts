import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { ForbiddenError } from '../../../platform/errors/errors.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { CacheHint, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { seesBilling } from '../caller-organization.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import { archiveMeter, updateMeter } from './change-meter.ts';
import { createMeter } from './create-meter.ts';
import { listMeters } from './meter.query.ts';
import {
  ArchiveMeterInput,
  CreateMeterInput,
  MeterConnection,
  MeterPayload,
  MetersArgs,
  MeterType,
  UpdateMeterInput,
} from './meters.types.ts';

/** What is measured of usage. */
@Resolver(() => MeterType)
export class MetersResolver {
  @CacheHint({ maxAgeSeconds: 60 })
  @RequiresPermission(...READ_BILLING)
  @Query(() => MeterConnection, {
    description: 'The tenant’s meters. A kind of usage can be reported when a meter measures it.',
  })
  async meters(@Args(() => MetersArgs) args: MetersArgs, @Ctx() context: RequestContext): Promise<ConnectionShape<MeterType>> {
    if (!seesBilling(context)) throw new ForbiddenError('This needs a token of a tenant or of one of its organizations.');
    const page = await listMeters(context.session, args.filter ?? {}, args.sort, args);
    return toConnection(MeterConnection, page, (meter) => meter);
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => MeterPayload, {
    description: 'Makes a meter, which measures what is recorded from now on. Refused with VALIDATION_FAILED or METER_KEY_TAKEN.',
  })
  async createMeter(
    @Arg('input', () => CreateMeterInput, { description: 'The new meter.' }) input: CreateMeterInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { meter: await createMeter(context, input) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => MeterPayload, {
    description:
      'Renames or describes a meter; what it measures never changes. Refused with NOT_FOUND, VALIDATION_FAILED, CONFLICT or METER_ARCHIVED.',
  })
  async updateMeter(
    @Arg('input', () => UpdateMeterInput, { description: 'What changes.' }) input: UpdateMeterInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { meter: await updateMeter(context, { ...input, meterId: decodeId(ID_PREFIX.meter, input.meterId, 'meterId') }) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => MeterPayload, {
    description:
      'Ends a meter: it measures nothing from now on, and prices on it have no effect; what it measured stays. Refused with NOT_FOUND.',
  })
  async archiveMeter(
    @Arg('input', () => ArchiveMeterInput, { description: 'Which meter.' }) input: ArchiveMeterInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { meter: await archiveMeter(context, decodeId(ID_PREFIX.meter, input.meterId, 'meterId')) };
  }
}
