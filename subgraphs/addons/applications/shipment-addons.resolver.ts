import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { Authenticated, ListSize } from '../../../platform/graphql/federation.ts';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { seesCommission, seesFolded } from '../pricing/rate-price-view.ts';
import type { AddonApplication } from './addon-application.query.ts';
import { ShipmentStub } from '../shipment-stub.types.ts';
import { AddonApplicationType } from './addon-application.types.ts';
import { shipmentMargin } from './shipment-margin.ts';
import { ShipmentMarginType } from './shipment-margin.types.ts';
import { loadAddonApplications, loadRecordedPurchase } from './applications.loaders.ts';

@Resolver(() => ShipmentStub)
export class ShipmentAddonsResolver {
  @Authenticated()
  @ListSize(4)
  @FieldResolver(() => [AddonApplicationType], {
    nullable: true,
    description: 'The addons charged on it; folded ones only for those who manage addons. Null while it is not bought.',
  })
  async addonApplications(@Root() shipment: { id: Uuid }, @Ctx() context: RequestContext): Promise<AddonApplication[] | null> {
    const [purchase, applications] = await Promise.all([
      loadRecordedPurchase(context, shipment.id),
      loadAddonApplications(context, shipment.id),
    ]);
    if (!purchase) return null;
    return seesFolded(context) ? applications : applications.filter((application) => !application.isFolded);
  }

  @Authenticated()
  @FieldResolver(() => MoneyType, {
    nullable: true,
    description:
      'The commission on all of its addons; null while it is not bought, and for callers who may see neither addons’ rules nor analytics.',
  })
  async commissionEarned(@Root() shipment: { id: Uuid }, @Ctx() context: RequestContext): Promise<MoneyType | null> {
    if (!seesCommission(context)) return null;
    const [purchase, applications] = await Promise.all([
      loadRecordedPurchase(context, shipment.id),
      loadAddonApplications(context, shipment.id),
    ]);
    const currency = purchase?.currency;
    return currency
      ? Money.sum(
          applications.map((application) => Money.of(application.commissionAmount, currency)),
          currency,
        ).toJSON()
      : null;
  }

  @Authenticated()
  @FieldResolver(() => ShipmentMarginType, {
    nullable: true,
    description:
      'Where its money goes; null while it is not bought, and for callers who may see neither addons’ rules nor analytics.',
  })
  async margin(@Root() shipment: { id: Uuid }, @Ctx() context: RequestContext): Promise<ShipmentMarginType | null> {
    const margin = seesCommission(context) ? await shipmentMargin(context, shipment.id) : null;
    return (
      margin && {
        carrierCost: margin.carrierCost.toJSON(),
        addonTotal: margin.addonTotal.toJSON(),
        totalCharge: margin.totalCharge.toJSON(),
        commission: margin.commission.toJSON(),
        net: margin.net.toJSON(),
      }
    );
  }
}
