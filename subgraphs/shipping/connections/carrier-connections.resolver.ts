import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { RateSheetType } from '../rate-sheets/rate-sheets.types.ts';
import type { CarrierConnection } from './carrier-connection.entity.ts';
import { listCarrierConnections } from './carrier-connections.query.ts';
import {
  CarrierConnectionConnection,
  CarrierConnectionFilterInput,
  CarrierConnectionPayload,
  CarrierConnectionType,
  CreateCarrierConnectionInput,
  DeleteCarrierConnectionInput,
  UpdateCarrierConnectionInput,
} from './carrier-connections.types.ts';
import { deleteCarrierConnection, updateCarrierConnection } from './change-carrier-connection.ts';
import { loadCarrierConnection, loadRateSheet } from './connections.loaders.ts';
import { createCarrierConnection } from './create-carrier-connection.ts';

type Payload = Promise<Partial<CarrierConnectionPayload>>;

/** Carrier connections of an organization. */
@Resolver(() => CarrierConnectionType)
export class CarrierConnectionsResolver {
  @Query(() => CarrierConnectionConnection, { description: 'The carrier connections in use, latest first.' })
  @RequiresPermission('manage_carriers', 'view_shipments')
  async carrierConnections(
    @Arg('filter', () => CarrierConnectionFilterInput, { nullable: true, description: 'Which ones; all by default.' }) filter:
      | CarrierConnectionFilterInput
      | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CarrierConnectionType>> {
    return toConnection(
      CarrierConnectionConnection,
      await listCarrierConnections(context.session, filter ?? {}, page),
      (row) => row,
    );
  }

  @Query(() => CarrierConnectionType, {
    nullable: true,
    description: 'One carrier connection; null when there is none of this id.',
  })
  @RequiresPermission('manage_carriers', 'view_shipments')
  async carrierConnection(
    @Arg('id', () => ID, { description: 'The connection.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<CarrierConnectionType | null> {
    return loadCarrierConnection(context, decodeId(ID_PREFIX.connection, id));
  }

  @Mutation(() => CarrierConnectionPayload, { description: 'Connects the caller’s organization to a carrier.' })
  @RequiresPermission('manage_carriers')
  @RequiresPolicy('organization_named')
  async createCarrierConnection(
    @Arg('input', () => CreateCarrierConnectionInput, { description: 'What is asked for.' }) input: CreateCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const rateSheetId = decodeOptionalId(ID_PREFIX.rateSheet, input.rateSheetId, 'rateSheetId');
    return { carrierConnection: await createCarrierConnection(context, { ...input, rateSheetId }) };
  }

  @Mutation(() => CarrierConnectionPayload, { description: 'Renames a carrier connection, or switches it on or off.' })
  @RequiresPermission('manage_carriers')
  @RequiresPolicy('organization_named')
  async updateCarrierConnection(
    @Arg('input', () => UpdateCarrierConnectionInput, { description: 'What is asked for.' }) input: UpdateCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    return {
      carrierConnection: await updateCarrierConnection(context, { ...input, id: decodeId(ID_PREFIX.connection, input.id) }),
    };
  }

  @Mutation(() => CarrierConnectionPayload, {
    description: 'Takes a carrier connection out of use for good; shipments bought through it keep naming it.',
  })
  @RequiresPermission('manage_carriers')
  @RequiresPolicy('organization_named')
  async deleteCarrierConnection(
    @Arg('input', () => DeleteCarrierConnectionInput, { description: 'What is asked for.' }) input: DeleteCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    return { carrierConnection: await deleteCarrierConnection(context, decodeId(ID_PREFIX.connection, input.id)) };
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose connection it is.' })
  organization(@Root() connection: CarrierConnection): OrganizationStub {
    return { id: connection.organizationId };
  }

  @FieldResolver(() => RateSheetType, {
    nullable: true,
    description: 'The rate sheet it rates by; null for carriers that need none.',
  })
  async rateSheet(@Root() connection: CarrierConnection, @Ctx() context: RequestContext): Promise<RateSheetType | null> {
    return connection.rateSheetId === null ? null : loadRateSheet(context, connection.rateSheetId);
  }
}
