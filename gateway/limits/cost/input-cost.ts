import {
  getNamedType,
  isInputObjectType,
  isListType,
  isNonNullType,
  Kind,
  type GraphQLInputType,
  type ObjectValueNode,
  type ValueNode,
} from 'graphql';
import type { CostModel } from './cost-model.ts';

/**
 * What the value of an argument costs: one for each input object in it, or what `@cost` says of the argument or input field.
 * `value` is a node of the document, `variables` are as the client sent them.
 */
export function inputCost(
  model: CostModel,
  type: GraphQLInputType,
  value: ValueNode,
  variables: Readonly<Record<string, unknown>>,
  weight?: number,
): number {
  switch (value.kind) {
    case Kind.NULL:
      return 0;
    case Kind.VARIABLE:
      return variableCost(model, type, variables[value.name.value], weight);
    case Kind.LIST:
      return value.values.reduce(
        (sum, each) => sum + inputCost(model, itemOf(type), each, variables, weight),
        isLeaf(type) ? (weight ?? 0) : 0,
      );
    case Kind.OBJECT:
      return objectCost(model, type, value, variables, weight);
    default:
      return weight ?? 0;
  }
}

function objectCost(
  model: CostModel,
  type: GraphQLInputType,
  value: ObjectValueNode,
  variables: Readonly<Record<string, unknown>>,
  weight: number | undefined,
): number {
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return weight ?? 0;
  const fields = named.getFields();
  return value.fields.reduce((sum, { name, value: inner }) => {
    const field = fields[name.value];
    return field
      ? sum + inputCost(model, field.type, inner, variables, model.inputFields.get(`${named.name}.${name.value}`))
      : sum;
  }, weight ?? 1);
}

function variableCost(model: CostModel, type: GraphQLInputType, value: unknown, weight: number | undefined): number {
  if (value === null || value === undefined) return 0;
  if (Array.isArray(value) && !isLeaf(type))
    return value.reduce<number>((sum, each) => sum + variableCost(model, itemOf(type), each, weight), 0);
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object') return weight ?? 0;
  let cost = weight ?? 1;
  for (const [name, field] of Object.entries(named.getFields()))
    if (name in value)
      cost += variableCost(
        model,
        field.type,
        (value as Record<string, unknown>)[name],
        model.inputFields.get(`${named.name}.${name}`),
      );
  return cost;
}

// A list of plain values weighs as one value.
function isLeaf(type: GraphQLInputType): boolean {
  return !isInputObjectType(getNamedType(type));
}

function itemOf(type: GraphQLInputType): GraphQLInputType {
  const bare = isNonNullType(type) ? type.ofType : type;
  return isListType(bare) ? bare.ofType : bare;
}
