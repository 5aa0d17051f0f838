import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { PageArgs, toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { Money } from '../../../platform/money/money.ts';
import type { RateCard } from '../rate-cards/rate-card.ts';
import { rateCardById } from '../rate-cards/rate-cards.loaders.ts';
import { toUsageEventType } from '../usage/present-usage.ts';
import { UsageEventConnection, type UsageEventType } from '../usage/usage.types.ts';
import type { InvoiceLineRow } from './invoice-line.query.ts';
import { purchasesOfLine, usageOfLine } from './invoices.loaders.ts';
import { InvoicedPurchaseConnection, InvoiceLineType, type InvoicedPurchaseType } from './invoices.types.ts';

/** Amounts of a line, and why it has them. */
@Resolver(() => InvoiceLineType)
export class InvoiceLinesResolver {
  @FieldResolver()
  unitPrice(@Root() line: InvoiceLineRow): { amount: string; currency: string } | null {
    return line.unitPrice === null ? null : Money.of(line.unitPrice, line.currency).toJSON();
  }

  @FieldResolver()
  amount(@Root() line: InvoiceLineRow): { amount: string; currency: string } {
    return Money.of(line.amount, line.currency).toJSON();
  }

  @FieldResolver()
  async rateCard(@Root() line: InvoiceLineRow, @Ctx() context: RequestContext): Promise<RateCard | null> {
    return line.rateCardId ? rateCardById(context, line.rateCardId) : null;
  }

  @FieldResolver(() => UsageEventConnection, {
    nullable: true,
    description: 'The usage it bills, newest first; none on a voided invoice, whose usage another one may bill.',
  })
  async usageEvents(
    @Root() line: InvoiceLineRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<UsageEventType>> {
    return toConnection(UsageEventConnection, await usageOfLine(context, line.id, args), toUsageEventType);
  }

  @FieldResolver(() => InvoicedPurchaseConnection, {
    nullable: true,
    description: 'The purchases on invoice it bills, newest first.',
  })
  async purchases(
    @Root() line: InvoiceLineRow,
    @Args(() => PageArgs) args: PageArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<InvoicedPurchaseType>> {
    return toConnection(InvoicedPurchaseConnection, await purchasesOfLine(context, line.id, args), (purchase) => ({
      ...purchase,
      amount: Money.of(purchase.amount, purchase.currency).toJSON(),
    }));
  }
}
