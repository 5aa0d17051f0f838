import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { CONNECTION_ORDERS, listSystemConnections } from './carrier-connections.query.ts';
import {
  CarrierConnectionConnection,
  CarrierConnectionPayload,
  CarrierConnectionSort,
  type CarrierConnectionType,
  CreateSystemCarrierConnectionInput,
  DeleteCarrierConnectionInput,
  SetSystemCarrierConnectionUseInput,
  UpdateSystemCarrierConnectionInput,
} from './carrier-connections.types.ts';
import { deleteSystemConnection, updateSystemConnection } from './change-carrier-connection.ts';
import { CarrierConnectionListArgs } from './connection-list-args.types.ts';
import { createSystemConnection } from './create-carrier-connection.ts';
import { setSystemConnectionUse } from './decline-connection.ts';

type Payload = Promise<Partial<CarrierConnectionPayload>>;

/** Connections that a tenant keeps for its organizations. */
@Resolver()
export class SystemConnectionsResolver {
  @Query(() => CarrierConnectionConnection, {
    description:
      'The system connections in use that are offered to the caller’s organization; all of the tenant’s for its staff.',
  })
  @RequiresPermission('manage_tenant', 'manage_carriers', 'view_shipments')
  async systemCarrierConnections(
    @Args(() => CarrierConnectionListArgs) { filter, sort, ...page }: CarrierConnectionListArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CarrierConnectionType>> {
    const order = CONNECTION_ORDERS[sort ?? CarrierConnectionSort.CREATED_AT_DESC];
    const found = await listSystemConnections(context.session, filter ?? {}, order, page);
    return toConnection(CarrierConnectionConnection, found, (row) => row);
  }

  @Mutation(() => CarrierConnectionPayload, { description: 'Connects the tenant to a carrier, for its organizations.' })
  @RequiresPermission('manage_tenant')
  @RequiresPolicy('whole_tenant')
  async createSystemCarrierConnection(
    @Arg('input', () => CreateSystemCarrierConnectionInput, { description: 'What is asked for.' })
    input: CreateSystemCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const rateSheetId = decodeOptionalId(ID_PREFIX.rateSheet, input.rateSheetId, 'rateSheetId');
    const organizationIds = organizationsOf(input);
    return { carrierConnection: await createSystemConnection(context, { ...input, rateSheetId, organizationIds }) };
  }

  @Mutation(() => CarrierConnectionPayload, { description: 'Changes a system connection, and whom it is offered to.' })
  @RequiresPermission('manage_tenant')
  @RequiresPolicy('whole_tenant')
  async updateSystemCarrierConnection(
    @Arg('input', () => UpdateSystemCarrierConnectionInput, { description: 'What is asked for.' })
    input: UpdateSystemCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const id = decodeId(ID_PREFIX.connection, input.id);
    const rateSheetId = decodeOptionalId(ID_PREFIX.rateSheet, input.rateSheetId, 'rateSheetId');
    const organizationIds = organizationsOf(input);
    return { carrierConnection: await updateSystemConnection(context, { ...input, id, rateSheetId, organizationIds }) };
  }

  @Mutation(() => CarrierConnectionPayload, {
    description: 'Takes a system connection out of use for good, for all organizations; shipments keep naming it.',
  })
  @RequiresPermission('manage_tenant')
  @RequiresPolicy('whole_tenant')
  async deleteSystemCarrierConnection(
    @Arg('input', () => DeleteCarrierConnectionInput, { description: 'What is asked for.' }) input: DeleteCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    return { carrierConnection: await deleteSystemConnection(context, decodeId(ID_PREFIX.connection, input.id)) };
  }

  @Mutation(() => CarrierConnectionPayload, {
    description: 'Switches a system connection off, or on again, for the caller’s organization alone.',
  })
  @RequiresPermission('manage_carriers')
  @RequiresPolicy('organization_named')
  async setSystemCarrierConnectionUse(
    @Arg('input', () => SetSystemCarrierConnectionUseInput, { description: 'What is asked for.' })
    input: SetSystemCarrierConnectionUseInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const id = decodeId(ID_PREFIX.connection, input.id);
    return { carrierConnection: await setSystemConnectionUse(context, { id, isUsed: input.isUsed }) };
  }
}

function organizationsOf(input: { organizationIds?: string[] | null }): Uuid[] | undefined {
  return input.organizationIds?.map((id, index) => decodeId(ID_PREFIX.organization, id, `organizationIds.${index}`));
}
