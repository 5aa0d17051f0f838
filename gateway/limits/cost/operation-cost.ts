import type { PricedField, PricedOperation } from './priced-operation.ts';

type Variables = Readonly<Record<string, unknown>>;

/** What an operation may cost at most by what it asks for: lists at the length that is asked for, or assumed. */
export function requestedCost(operation: PricedOperation, sent: Variables): number {
  const variables = { ...operation.defaults, ...sent };
  return Math.min(Number.MAX_SAFE_INTEGER, selectionCost(operation.fields, variables, undefined));
}

function selectionCost(fields: readonly PricedField[], variables: Variables, sizes: PricedField['sizes']): number {
  let cost = 0;
  for (const field of fields) {
    if (!isAnswered(field, variables)) continue;
    const length = sizes?.fields.includes(field.fieldName) ? sizes.length(variables) : (field.length?.(variables) ?? 1);
    const each = field.weight + selectionCost(field.selected, variables, field.sizes);
    // Nothing times endless is nothing.
    cost += field.asked(variables) + (length === 0 || each === 0 ? 0 : length * each);
  }
  return cost;
}

/** What an answer came to: as requested, but with the lists as long as they are and without what is null. */
export function actualCost(operation: PricedOperation, sent: Variables, data: unknown): number {
  return answerCost(operation.fields, { ...operation.defaults, ...sent }, data);
}

function answerCost(fields: readonly PricedField[], variables: Variables, answer: unknown): number {
  if (typeof answer !== 'object' || answer === null) return 0;
  let cost = 0;
  for (const field of fields) {
    if (!isAnswered(field, variables)) continue;
    const value = (answer as Record<string, unknown>)[field.responseKey];
    cost += field.asked(variables);
    if (!field.isList) cost += valueCost(field, variables, value);
    else if (Array.isArray(value)) for (const each of value) cost += valueCost(field, variables, each);
  }
  return cost;
}

function valueCost(field: PricedField, variables: Variables, value: unknown): number {
  if (value === null || value === undefined) return 0;
  return field.weight + (field.selected.length > 0 ? answerCost(field.selected, variables, value) : 0);
}

function isAnswered({ conditions }: PricedField, variables: Variables): boolean {
  for (const { variable, passes } of conditions) if (variables[variable] !== passes) return false;
  return true;
}
