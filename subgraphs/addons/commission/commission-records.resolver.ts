import { Arg, Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { requireTenant, type RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonRecord } from '../addons/addon.query.ts';
import { AddonType } from '../addons/addon.types.ts';
import { loadAddon } from '../addons/addons.loaders.ts';
import { ShipmentStub } from '../shipment-stub.types.ts';
import { commissionFilter } from './commission-filter.ts';
import { COMMISSION_ORDERS, listCommissions, sumCommissions, type CommissionRecord } from './commission-record.query.ts';
import {
  CommissionConnection,
  CommissionFilterInput,
  CommissionsArgs,
  CommissionTotalsType,
  CommissionType,
} from './commission-record.types.ts';
import { OrganizationStub } from './commission.types.ts';

@Resolver(() => CommissionType)
export class CommissionRecordsResolver {
  @RequiresPermission('manage_addons')
  @Query(() => CommissionConnection, { description: 'Commissions as they were earned and taken back.' })
  async commissions(
    @Args(() => CommissionsArgs) args: CommissionsArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CommissionType>> {
    requireTenant(context);
    const page = await listCommissions(context.session, commissionFilter(args.filter), COMMISSION_ORDERS[args.sort], args);
    return toConnection(CommissionConnection, page, (commission) => commission);
  }

  @RequiresPermission('manage_addons')
  @Query(() => [CommissionTotalsType], { description: 'What the commissions of the list come to, one sum a currency.' })
  async commissionTotals(
    @Arg('filter', () => CommissionFilterInput, { nullable: true, description: 'Which commissions; all when left out.' })
    filter: CommissionFilterInput | null | undefined,
    @Ctx() context: RequestContext,
  ): Promise<CommissionTotalsType[]> {
    requireTenant(context);
    const totals = await sumCommissions(context.session, commissionFilter(filter));
    return totals.map(({ currency, amount, baseAmount, count }) => ({
      amount: Money.of(amount, currency).toJSON(),
      baseAmount: Money.of(baseAmount, currency).toJSON(),
      count,
    }));
  }

  @FieldResolver(() => MoneyType, { description: 'What was earned; negative when it takes a commission back.' })
  amount(@Root() commission: CommissionRecord): MoneyType {
    return Money.of(commission.amount, commission.currency).toJSON();
  }

  @FieldResolver(() => MoneyType, { description: 'What the addon had been charged: the commission is a part of it.' })
  baseAmount(@Root() commission: CommissionRecord): MoneyType {
    return Money.of(commission.baseAmount, commission.currency).toJSON();
  }

  @FieldResolver(() => AddonType, { nullable: true, description: 'The addon as it is now.' })
  addon(@Root() commission: CommissionRecord, @Ctx() context: RequestContext): Promise<AddonRecord | null> {
    return loadAddon(context, commission.addonId);
  }

  @FieldResolver(() => ShipmentStub, { description: 'The shipment it was earned on.' })
  shipment(@Root() commission: CommissionRecord): { id: string } {
    return { id: commission.shipmentId };
  }

  @FieldResolver(() => OrganizationStub, { description: 'The organization whose shipment it was.' })
  organization(@Root() commission: CommissionRecord): { id: string } {
    return { id: commission.organizationId };
  }

  @FieldResolver(() => OrganizationStub, {
    nullable: true,
    description: 'The organization that receives it; null when the platform does.',
  })
  recipient(@Root() commission: CommissionRecord): { id: string } | null {
    return commission.recipientOrganizationId ? { id: commission.recipientOrganizationId } : null;
  }
}
