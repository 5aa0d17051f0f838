import { Arg, Args, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import { ID_PREFIX } from '../../../contracts/ids/id-prefixes.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { toConnection, type ConnectionShape } from '../../../platform/graphql/connection.types.ts';
import { RequiresPermission } from '../../../platform/graphql/federation.ts';
import { decodeId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import { organizationInView } from '../caller-organization.ts';
import { READ_BILLING } from '../entities/entities.types.ts';
import { listPackages, PACKAGE_ORDERS, type CreditPackage } from './credit-packages.query.ts';
import {
  CreateCreditPackageInput,
  CreateCreditPackagePayload,
  CreditPackageConnection,
  CreditPackagesArgs,
  CreditPackageType,
  UpdateCreditPackageInput,
  UpdateCreditPackagePayload,
} from './credit-packages.types.ts';
import { createCreditPackage, updateCreditPackage } from './save-credit-package.ts';

@Resolver(() => CreditPackageType)
export class CreditPackagesResolver {
  @RequiresPermission(...READ_BILLING)
  @Query(() => CreditPackageConnection, { description: 'The packages of credits that the tenant offers.' })
  async creditPackages(
    @Args(() => CreditPackagesArgs) args: CreditPackagesArgs,
    @Ctx() context: RequestContext,
  ): Promise<ConnectionShape<CreditPackageType>> {
    organizationInView(context, null);
    const page = await listPackages(context.session, { ...args.filter }, PACKAGE_ORDERS[args.sort], args);
    return toConnection(CreditPackageConnection, page, toPackageType);
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => CreateCreditPackagePayload, {
    description: 'Offers credits at a price. Refused with VALIDATION_FAILED or CURRENCY_MISMATCH.',
  })
  async createCreditPackage(
    @Arg('input', () => CreateCreditPackageInput, { description: 'What is offered.' }) input: CreateCreditPackageInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    return { creditPackage: toPackageType(await createCreditPackage(context, input)) };
  }

  @RequiresPermission('manage_credits')
  @Mutation(() => UpdateCreditPackagePayload, {
    description: 'Changes an offer, or takes it back. Refused with NOT_FOUND, VALIDATION_FAILED or CURRENCY_MISMATCH.',
  })
  async updateCreditPackage(
    @Arg('input', () => UpdateCreditPackageInput, { description: 'What changes.' }) input: UpdateCreditPackageInput,
    @Ctx() context: RequestContext,
  ): Promise<object> {
    const id = decodeId(ID_PREFIX.creditPackage, input.packageId, 'packageId');
    return { creditPackage: toPackageType(await updateCreditPackage(context, { ...input, id })) };
  }
}

/** A package as the graph shows it. */
export function toPackageType(credits: CreditPackage): CreditPackageType {
  return {
    ...credits,
    credits: Money.of(credits.credits, credits.currency).toJSON(),
    price: Money.of(credits.price, credits.currency).toJSON(),
  };
}
