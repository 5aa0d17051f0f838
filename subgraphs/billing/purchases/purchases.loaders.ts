import type { RequestContext } from '../../../platform/context/request-context.ts';
import { defineLoader } from '../../../platform/loaders/loader.ts';
import { findGrants, type CreditGrant } from '../credits/grant.query.ts';
import { definePageLoader } from '../../../platform/loaders/page-loader.ts';
import { findPaymentsOfPurchases, type PaymentRow } from '../payments/payment.query.ts';
import { listPurchases } from './credit-purchases.query.ts';

/** A grant by id, as far as the caller may see it. */
export const grantById = defineLoader(
  (context: RequestContext, ids) => findGrants(context.session, ids),
  (grant: CreditGrant) => grant.id,
);

/** The payment of a purchase. */
export const paymentOfPurchase = defineLoader(
  (context: RequestContext, ids) => findPaymentsOfPurchases(context.session, ids),
  (payment: PaymentRow) => payment.purchaseId!,
);

/** A page of an entity's purchases. */
export const purchasesOfEntity = definePageLoader((context, entityIds, request) =>
  listPurchases(context.session, entityIds, request),
);
