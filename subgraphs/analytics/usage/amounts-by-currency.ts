import { Money } from '../../../platform/money/money.ts';

/** An amount as the API shows it. */
export interface Amount {
  amount: string;
  currency: string;
}

/** Sums by currency, sorted by code: different currencies are never added up. Rows without currency moved no money. */
export function amountsByCurrency(rows: readonly Amount[]): Amount[] {
  const byCurrency = Map.groupBy(
    rows.filter((row) => row.currency !== ''),
    (row) => row.currency,
  );
  return [...byCurrency]
    .toSorted(([left], [right]) => (left < right ? -1 : 1))
    .map(([currency, parts]) =>
      Money.sum(
        parts.map((part) => Money.of(part.amount, currency)),
        currency,
      ).toJSON(),
    );
}

/** `amountsByCurrency` of rows that stand for several sums at once: a currency in which nothing was moved is left out. */
export function amountsMoved(rows: readonly Amount[]): Amount[] {
  return amountsByCurrency(rows).filter(({ amount, currency }) => !Money.of(amount, currency).isZero());
}
