import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission, RequiresPolicy } from '../../../platform/graphql/federation.ts';
import { decodeId, type Uuid } from '../../../platform/ids/public-id.ts';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import {
  CreateParcelTemplateInput,
  DeleteParcelTemplateInput,
  DeleteParcelTemplatePayload,
  ParcelTemplateConnection,
  ParcelTemplateFilterInput,
  ParcelTemplatePayload,
  ParcelTemplateType,
  UpdateParcelTemplateInput,
} from './parcel-templates.types.ts';
import { createParcelTemplate, deleteParcelTemplate, updateParcelTemplate } from './keep-parcel-template.ts';
import { findParcelTemplates, listParcelTemplates } from './parcel-template.query.ts';

const templateOf = (id: string): Uuid => decodeId(ID_PREFIX.parcelTemplate, id);

/** Parcel templates. */
@Resolver(() => ParcelTemplateType)
export class ParcelTemplatesResolver {
  @Query(() => ParcelTemplateType, { nullable: true, description: 'One parcel template; null when there is none of this id.' })
  @RequiresPermission('view_shipments')
  async parcelTemplate(
    @Arg('id', () => ID, { description: 'The template.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<ParcelTemplateType | null> {
    const [found] = await findParcelTemplates(context.session, [templateOf(id)]);
    return found ?? null;
  }

  @Query(() => ParcelTemplateConnection, { description: 'The parcel templates of the caller’s organization, by name.' })
  @RequiresPermission('view_shipments')
  async parcelTemplates(
    @Arg('filter', () => ParcelTemplateFilterInput, { nullable: true, description: 'Which ones; all by default.' })
    filter: ParcelTemplateFilterInput | undefined,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<ParcelTemplateType>> {
    return toConnection(ParcelTemplateConnection, await listParcelTemplates(context.session, filter ?? {}, page), (row) => row);
  }

  @Mutation(() => ParcelTemplatePayload, { description: 'Keeps a kind of parcel under a name.' })
  @RequiresPermission('create_shipments')
  @RequiresPolicy('organization_named')
  async createParcelTemplate(
    @Arg('input', () => CreateParcelTemplateInput, { description: 'The parcel.' }) input: CreateParcelTemplateInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ParcelTemplatePayload>> {
    return { parcelTemplate: await createParcelTemplate(context, input) };
  }

  @Mutation(() => ParcelTemplatePayload, { description: 'Changes a parcel template.' })
  @RequiresPermission('create_shipments')
  async updateParcelTemplate(
    @Arg('input', () => UpdateParcelTemplateInput, { description: 'The changes.' }) input: UpdateParcelTemplateInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<ParcelTemplatePayload>> {
    return { parcelTemplate: await updateParcelTemplate(context, { ...input, id: templateOf(input.id) }) };
  }

  @Mutation(() => DeleteParcelTemplatePayload, {
    description: 'Forgets a parcel template; shipments keep what they were made with.',
  })
  @RequiresPermission('create_shipments')
  async deleteParcelTemplate(
    @Arg('input', () => DeleteParcelTemplateInput, { description: 'Which one.' }) input: DeleteParcelTemplateInput,
    @Ctx() context: RequestContext,
  ): Promise<Partial<DeleteParcelTemplatePayload>> {
    return { deletedParcelTemplateId: await deleteParcelTemplate(context, templateOf(input.id)) };
  }
}
