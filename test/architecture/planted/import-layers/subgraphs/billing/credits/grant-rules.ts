/** A rule: pure, so an entity may use it. */
export const isSpendable = (amount: number): boolean => amount > 0;
