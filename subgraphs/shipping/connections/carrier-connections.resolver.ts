import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import { capabilitiesOf } from '../carriers/carrier-adapter.ts';
import { carrierOf } from '../carriers/carrier-registry.ts';
import { OrganizationStub } from '../organization-stub.types.ts';
import { RateSheetType } from '../rate-sheets/rate-sheets.types.ts';
import type { CarrierConnection } from './carrier-connection.entity.ts';
import { CONNECTION_ORDERS, listCarrierConnections, type ConnectionRow } from './carrier-connections.query.ts';
import {
  CarrierConnectionConnection,
  CarrierConnectionPayload,
  CarrierConnectionSort,
  CarrierConnectionType,
  CreateCarrierConnectionInput,
  DeleteCarrierConnectionInput,
  TestCarrierConnectionInput,
  TestCarrierConnectionPayload,
  UpdateCarrierConnectionInput,
} from './carrier-connections.types.ts';
import { CarrierConnectionListArgs } from './connection-list-args.types.ts';
import { deleteCarrierConnection, updateCarrierConnection } from './change-carrier-connection.ts';
import { loadCarrierConnection, loadRateSheet } from './connections.loaders.ts';
import { createCarrierConnection } from './create-carrier-connection.ts';
import { testCarrierConnection } from './test-carrier-connection.ts';

type Payload = Promise<Partial<CarrierConnectionPayload>>;

/** Carrier connections of an organization. */
@Resolver(() => CarrierConnectionType)
export class CarrierConnectionsResolver {
  @Query(() => CarrierConnectionConnection, { description: 'The organization’s own carrier connections in use.' })
  @RequiresPermission('manage_carriers', 'view_shipments')
  async carrierConnections(
    @Args(() => CarrierConnectionListArgs) { filter, sort, ...page }: CarrierConnectionListArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CarrierConnectionType>> {
    const order = CONNECTION_ORDERS[sort ?? CarrierConnectionSort.CREATED_AT_DESC];
    const found = await listCarrierConnections(context.session, filter ?? {}, order, page);
    return toConnection(CarrierConnectionConnection, found, (row) => row);
  }

  @Query(() => CarrierConnectionType, {
    nullable: true,
    description: 'One carrier connection, the organization’s own or one that it may use; null when there is none of this id.',
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

  @Mutation(() => CarrierConnectionPayload, {
    description: 'Renames a carrier connection, switches it on or off, or gives it other credentials, settings or prices.',
  })
  @RequiresPermission('manage_carriers')
  @RequiresPolicy('organization_named')
  async updateCarrierConnection(
    @Arg('input', () => UpdateCarrierConnectionInput, { description: 'What is asked for.' }) input: UpdateCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Payload {
    const rateSheetId = decodeOptionalId(ID_PREFIX.rateSheet, input.rateSheetId, 'rateSheetId');
    const id = decodeId(ID_PREFIX.connection, input.id);
    return { carrierConnection: await updateCarrierConnection(context, { ...input, id, rateSheetId }) };
  }

  @Mutation(() => TestCarrierConnectionPayload, {
    description: 'Asks the carrier whether it lets the connection in. Staff who name no organization test system connections.',
  })
  @RequiresPermission('manage_carriers')
  async testCarrierConnection(
    @Arg('input', () => TestCarrierConnectionInput, { description: 'What is asked for.' }) input: TestCarrierConnectionInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const { connection, failures } = await testCarrierConnection(context, decodeId(ID_PREFIX.connection, input.id));
    return { carrierConnection: connection, isWorking: failures.length === 0, failures };
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

  @FieldResolver(() => [String], {
    description:
      'What it can be asked to do: `rate`, `buy`, `void`, `track`, `schedulePickup`, `cancelPickup`, `validateAddress`, `manifest`.',
  })
  capabilities(@Root() connection: CarrierConnection): string[] {
    return capabilitiesOf(carrierOf(connection));
  }

  @FieldResolver(() => Boolean, { description: 'Whether it has credentials; they are never answered.' })
  hasCredentials(@Root() connection: CarrierConnection | ConnectionRow): boolean {
    return 'hasCredentials' in connection ? connection.hasCredentials : connection.credentials !== null;
  }

  @FieldResolver(() => Boolean, { description: 'Whether the tenant keeps it for its organizations.' })
  isSystem(@Root() connection: CarrierConnection): boolean {
    return connection.organizationId === null;
  }

  @FieldResolver(() => Boolean, {
    description:
      'Whether it is asked in the name of the caller’s organization: active, and not switched off by the organization.',
  })
  isUsed(@Root() connection: CarrierConnection | ConnectionRow): boolean {
    return connection.isActive && !('isDeclined' in connection && connection.isDeclined);
  }

  @FieldResolver(() => OrganizationStub, { nullable: true, description: 'Whose connection it is; null for a system connection.' })
  organization(@Root() connection: CarrierConnection): OrganizationStub | null {
    return connection.organizationId === null ? null : { id: connection.organizationId };
  }

  @FieldResolver(() => [OrganizationStub], {
    nullable: true,
    description: 'Whom a system connection is offered to when its audience is CHOSEN; for staff of the tenant.',
  })
  @RequiresPermission('manage_tenant')
  audienceOrganizations(@Root() connection: CarrierConnection): OrganizationStub[] {
    return connection.audienceOrganizations.map((id) => ({ id }));
  }

  @FieldResolver(() => RateSheetType, {
    nullable: true,
    description: 'The rate sheet it rates by; null for carriers that need none.',
  })
  async rateSheet(@Root() connection: CarrierConnection, @Ctx() context: RequestContext): Promise<RateSheetType | null> {
    return connection.rateSheetId === null ? null : loadRateSheet(context, connection.rateSheetId);
  }
}
