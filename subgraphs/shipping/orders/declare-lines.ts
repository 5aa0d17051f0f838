import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { CustomsInput } from '../customs/check-customs.ts';
import { moneyOf } from '../money-fields.ts';
import type { ChosenLine } from './choose-lines.ts';

/** What customs are told of a shipment besides its goods. */
export type OrderDeclaration = Omit<CustomsInput, 'commodities'>;

const NEEDED = ['unitValue', 'weight', 'originCountry', 'hsCode'] as const;

/** A declaration whose goods are the lines; what a line does not say is a fault on it. */
export function declareLines(
  declaration: OrderDeclaration,
  chosen: readonly ChosenLine[],
  faults: ErrorDetail[],
): CustomsInput | null {
  const missing = chosen.flatMap(({ line }, index) =>
    NEEDED.filter((fact) => line[fact] === null).map((fact) => ({
      code: 'CUSTOMS_FACT_MISSING',
      message: `Customs want to know this of "${line.title}": add it to the line of the order.`,
      field: `lineItems.${index}.${fact}`,
    })),
  );
  faults.push(...missing);
  if (missing.length > 0) return null;
  const commodities = chosen.map(({ line, quantity }) => ({
    description: line.title,
    quantity,
    unitValue: moneyOf(line.unitValue!, line.currency!),
    weight: line.weight!,
    originCountry: line.originCountry!,
    hsCode: line.hsCode!,
  }));
  return { ...declaration, commodities };
}
