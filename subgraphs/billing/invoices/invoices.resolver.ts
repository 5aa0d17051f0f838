import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Cost, RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId, decodeOptionalId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { entityById } from '../entities/entities.loaders.ts';
import { EntityType, READ_BILLING } from '../entities/entities.types.ts';
import type { EntityRow } from '../entities/entity-list.query.ts';
import { paymentTypeOf } from '../payments/payments.resolver.ts';
import { PaymentType } from '../payments/payments.types.ts';
import { finalizeInvoice } from './finalize-invoice.ts';
import { generateInvoice } from './generate-invoice.ts';
import {
  FinalizeInvoiceInput,
  FinalizeInvoicePayload,
  GenerateInvoiceInput,
  GenerateInvoicePayload,
  VoidInvoiceInput,
  VoidInvoicePayload,
} from './invoice-changes.types.ts';
import type { InvoiceLineRow } from './invoice-line.query.ts';
import { isOverdue } from './invoice-terms.ts';
import { INVOICE_ORDERS, listInvoices, type InvoiceRow } from './invoice.query.ts';
import { invoiceById, invoicesOfEntity, linesOfInvoice, paymentsOfInvoice } from './invoices.loaders.ts';
import { InvoiceConnection, InvoiceLineType, InvoicesArgs, InvoiceType } from './invoices.types.ts';
import { voidInvoice } from './void-invoice.ts';

@Resolver(() => InvoiceType)
export class InvoicesResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => InvoiceConnection, {
    description: 'The invoices of the caller’s organization; for staff of the tenant those of all, or of the one named.',
  })
  async invoices(
    @Args(() => InvoicesArgs) args: InvoicesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<InvoiceType>> {
    const asked = decodeOptionalId(ID_PREFIX.organization, args.filter?.organizationId, 'filter.organizationId');
    const entityId = decodeOptionalId(ID_PREFIX.entity, args.filter?.entityId, 'filter.entityId');
    const organizationId = organizationInView(context, asked, 'filter.organizationId');
    const filter = { ...args.filter, entityId, organizationId };
    return toInvoiceConnection(await listInvoices(context.session, filter, INVOICE_ORDERS[args.sort], args));
  }

  @RequiresPermission(...READ_BILLING)
  @Query(() => InvoiceType, {
    nullable: true,
    description: 'One invoice; null when there is none with this id that the caller may see.',
  })
  invoice(
    @Arg('id', () => ID, { description: 'Id of the invoice.' }) id: string,
    @Ctx() context: RequestContext,
  ): Promise<InvoiceRow | null> {
    return invoiceById(context, decodeId(ID_PREFIX.invoice, id));
  }

  @RequiresPermission('manage_credits')
  @Cost(50)
  @Mutation(() => GenerateInvoicePayload, {
    description:
      'Draws up the draft of a period from what is on no invoice yet; a draft of the same period is made anew. Refused with NOT_FOUND, VALIDATION_FAILED or NOTHING_TO_INVOICE.',
  })
  async generateInvoice(
    @Arg('input', () => GenerateInvoiceInput, { description: 'What to invoice.' }) input: GenerateInvoiceInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const entityId = decodeId(ID_PREFIX.entity, input.entityId, 'entityId');
    return { invoice: await generateInvoice(context, { ...input, entityId }) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => FinalizeInvoicePayload, {
    description:
      'Issues a draft under the next number. An issued invoice is answered as it is. Refused with NOT_FOUND or ILLEGAL_STATE.',
  })
  async finalizeInvoice(
    @Arg('input', () => FinalizeInvoiceInput, { description: 'What to issue.' }) input: FinalizeInvoiceInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { invoice: await finalizeInvoice(context, decodeId(ID_PREFIX.invoice, input.invoiceId, 'invoiceId')) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => VoidInvoicePayload, {
    description:
      'Voids a draft or an open invoice; what it billed can be billed again. Refused with NOT_FOUND, ILLEGAL_STATE or PAYMENT_IN_PROGRESS.',
  })
  async voidInvoice(
    @Arg('input', () => VoidInvoiceInput, { description: 'What to void.' }) input: VoidInvoiceInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { invoice: await voidInvoice(context, decodeId(ID_PREFIX.invoice, input.invoiceId, 'invoiceId')) };
  }

  @FieldResolver()
  entity(@Root() invoice: InvoiceRow, @Ctx() context: RequestContext): Promise<EntityRow | null> {
    return entityById(context, invoice.entityId);
  }

  @FieldResolver()
  total(@Root() invoice: InvoiceRow): { amount: string; currency: string } {
    return Money.of(invoice.total, invoice.currency).toJSON();
  }

  @FieldResolver()
  isOverdue(@Root() invoice: InvoiceRow, @Ctx() context: RequestContext): boolean {
    return isOverdue(invoice, context.clock.now());
  }

  @FieldResolver(() => [InvoiceLineType], { nullable: true, description: 'Its lines, in their order.' })
  async lines(@Root() invoice: InvoiceRow, @Ctx() context: RequestContext): Promise<InvoiceLineRow[]> {
    return linesOfInvoice(context, invoice.id);
  }

  @FieldResolver(() => [PaymentType], { nullable: true, description: 'The attempts to pay it, the latest in front.' })
  async payments(@Root() invoice: InvoiceRow, @Ctx() context: RequestContext): Promise<PaymentType[]> {
    return (await paymentsOfInvoice(context, invoice.id)).map(paymentTypeOf);
  }
}

/** What invoices add to an entity. */
@Resolver(() => EntityType)
export class EntityInvoicesResolver {
  @RequiresPermission(...READ_BILLING)
  @FieldResolver(() => InvoiceConnection, { nullable: true, description: 'Its invoices, newest first.' })
  async invoices(
    @Root() entity: EntityRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<InvoiceType>> {
    return toInvoiceConnection(await invoicesOfEntity(context, entity.id, args));
  }
}

/** An invoice by its reference; null when it is not the caller's to see. */
export function resolveInvoiceReference(reference: { id: string }, context: RequestContext): Promise<InvoiceRow | null> {
  return invoiceById(context, decodeId(ID_PREFIX.invoice, reference.id));
}

function toInvoiceConnection(page: Parameters<typeof toConnection<InvoiceRow, InvoiceType>>[1]): ConnectionShape<InvoiceType> {
  return toConnection(InvoiceConnection, page, (invoice) => invoice as unknown as InvoiceType);
}
