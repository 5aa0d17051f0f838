import { FieldResolver, Resolver, Root } from 'type-graphql';
import { MoneyType } from '../../../platform/graphql/money.types.ts';
import type { CustomsDeclaration } from '../carriers/consignment.ts';
import { customsValue } from './customs.ts';
import { CustomsType } from './customs.types.ts';

/** Customs declarations. */
@Resolver(() => CustomsType)
export class CustomsResolver {
  @FieldResolver(() => MoneyType, { description: 'What all goods are worth together.' })
  totalValue(@Root() customs: CustomsDeclaration): MoneyType {
    return customsValue(customs).toJSON();
  }
}
