import { Money } from '../../../platform/money/money.ts';
import type { CustomsDeclaration } from '../carriers/consignment.ts';

/** What all goods of a declaration are worth together. */
export function customsValue({ commodities }: Pick<CustomsDeclaration, 'commodities'>): Money {
  const { currency } = commodities[0]!.unitValue;
  return Money.sum(
    commodities.map(({ unitValue, quantity }) => Money.of(unitValue.amount, currency).times(quantity)),
    currency,
  );
}

const UNITED_STATES: ReadonlySet<string> = new Set(['US', 'PR', 'GU', 'VI', 'AS', 'MP']);

/** Whether a consignment crosses a customs border; the territories of the United States are within theirs. */
export function crossesBorder(from: { country: string }, to: { country: string }): boolean {
  if (UNITED_STATES.has(from.country) && UNITED_STATES.has(to.country)) return false;
  return from.country !== to.country;
}
