import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import { Money } from '../../../platform/money/money.ts';
import type { AddonRecord } from '../addons/addon.query.ts';
import { AddonType } from '../addons/addon.types.ts';
import { loadAddon } from '../addons/addons.loaders.ts';
import { OrganizationStub } from '../commission/commission.types.ts';
import { seesCommission } from '../pricing/rate-price-view.ts';
import type { AddonApplication } from './addon-application.query.ts';
import { ShipmentStub } from '../shipment-stub.types.ts';
import { AddonApplicationType } from './addon-application.types.ts';

@Resolver(() => AddonApplicationType)
export class AddonApplicationResolver {
  @FieldResolver(() => AddonType, {
    nullable: true,
    description: 'The addon as it is now; null when the caller may not see it any more.',
  })
  addon(@Root() application: AddonApplication, @Ctx() context: RequestContext): Promise<AddonRecord | null> {
    return loadAddon(context, application.addonId);
  }

  @FieldResolver(() => MoneyType, { description: 'What was charged.' })
  amount(@Root() application: AddonApplication): MoneyType {
    return Money.of(application.amount, application.currency).toJSON();
  }

  @FieldResolver(() => MoneyType, {
    nullable: true,
    description: 'The part of that that is commission; null for callers who may see neither addons’ rules nor analytics.',
  })
  commissionAmount(@Root() application: AddonApplication, @Ctx() context: RequestContext): MoneyType | null {
    return seesCommission(context) ? Money.of(application.commissionAmount, application.currency).toJSON() : null;
  }

  @FieldResolver(() => ShipmentStub, { description: 'The shipment it was charged on.' })
  shipment(@Root() application: AddonApplication): { id: string } {
    return { id: application.shipmentId };
  }

  @FieldResolver(() => OrganizationStub, { description: 'The organization it was charged to.' })
  organization(@Root() application: AddonApplication): { id: string } {
    return { id: application.organizationId };
  }
}
