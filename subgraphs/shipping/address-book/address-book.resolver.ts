import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import {
  CreateSavedAddressInput,
  DeleteSavedAddressInput,
  DeleteSavedAddressPayload,
  SavedAddressConnection,
  SavedAddressFilterInput,
  SavedAddressPayload,
  SavedAddressType,
  UpdateSavedAddressInput,
} from './address-book.types.ts';
import { createSavedAddress, deleteSavedAddress, updateSavedAddress } from './keep-address.ts';
import { findSavedAddresses, listSavedAddresses } from './saved-address.query.ts';

const addressOf = (id: string): Uuid => decodeId(ID_PREFIX.savedAddress, id);

/** The address book. */
@Resolver(() => SavedAddressType)
export class AddressBookResolver {
  @Query(() => SavedAddressType, { nullable: true, description: 'One kept address; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async savedAddress(
    @Arg('id', () => ID, { description: 'The kept address.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<SavedAddressType | null> {
    const [found] = await findSavedAddresses(context.session, [addressOf(id)]);
    return found ?? null;
  }

  @Query(() => SavedAddressConnection, { description: 'The address book of the caller’s organization, by name.' })
  @RequiresPermission('view_shipments')
  async savedAddresses(
    @Arg('filter', () => SavedAddressFilterInput, { nullable: true, description: 'Which ones; all by default.' })
    filter: SavedAddressFilterInput | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<SavedAddressType>> {
    return toConnection(SavedAddressConnection, await listSavedAddresses(context.session, filter ?? {}, page), (row) => row);
  }

  @Mutation(() => SavedAddressPayload, { description: 'Keeps an address under a name.' })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createSavedAddress(
    @Arg('input', () => CreateSavedAddressInput, { description: 'The address.' }) input: CreateSavedAddressInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<SavedAddressPayload>> {
    return { savedAddress: await createSavedAddress(context, input) };
  }

  @Mutation(() => SavedAddressPayload, { description: 'Changes a kept address.' })
  @RequiresPermission('create_shipments')
  async updateSavedAddress(
    @Arg('input', () => UpdateSavedAddressInput, { description: 'The changes.' }) input: UpdateSavedAddressInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<SavedAddressPayload>> {
    return { savedAddress: await updateSavedAddress(context, { ...input, id: addressOf(input.id) }) };
  }

  @Mutation(() => DeleteSavedAddressPayload, { description: 'Forgets a kept address; shipments keep what they were made with.' })
  @RequiresPermission('create_shipments')
  async deleteSavedAddress(
    @Arg('input', () => DeleteSavedAddressInput, { description: 'Which one.' }) input: DeleteSavedAddressInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<DeleteSavedAddressPayload>> {
    return { deletedSavedAddressId: await deleteSavedAddress(context, addressOf(input.id)) };
  }
}
