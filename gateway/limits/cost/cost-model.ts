import { Kind, parse, type ConstDirectiveNode, type ConstValueNode, type DefinitionNode } from 'graphql';

/** How the length of a list is reckoned: by an argument of the field, else as assumed. */
export interface ListSize {
  assumedSize: number | undefined;
  slicingArguments: readonly string[];
  /** The fields below this one that are the lists; the field itself where there are none. */
  sizedFields: readonly string[];
}

/** What the schema says of a field's cost. */
export interface FieldCost {
  /** Points of one answer of the field; by its type unless given. */
  weight: number | undefined;
  listSize: ListSize | undefined;
  /** Weights of arguments, by name. */
  argumentWeights: ReadonlyMap<string, number>;
}

/** What `@cost` and `@listSize` say in a supergraph, by coordinate (`Query.shipments`). */
export interface CostModel {
  fields: ReadonlyMap<string, FieldCost>;
  /** Weights of object, scalar and enum types, by name. */
  types: ReadonlyMap<string, number>;
  /** Weights of input fields (`UsageInput.events`). */
  inputFields: ReadonlyMap<string, number>;
}

/** Reads the cost directives of a supergraph. */
export function readCostModel(supergraphSdl: string): CostModel {
  const fields = new Map<string, FieldCost>();
  const types = new Map<string, number>();
  const inputFields = new Map<string, number>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) readDefinition(definition);
  return { fields, types, inputFields };

  function readDefinition(definition: DefinitionNode): void {
    if (!('name' in definition) || !definition.name || !('directives' in definition)) return;
    const typeName = definition.name.value;
    const typeWeight = weightOf(definition.directives as readonly ConstDirectiveNode[]);
    if (typeWeight !== undefined) types.set(typeName, typeWeight);
    if (definition.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
      for (const { name, directives } of definition.fields ?? []) {
        const weight = weightOf(directives);
        if (weight !== undefined) inputFields.set(`${typeName}.${name.value}`, weight);
      }
    }
    if (definition.kind !== Kind.OBJECT_TYPE_DEFINITION && definition.kind !== Kind.INTERFACE_TYPE_DEFINITION) return;
    for (const field of definition.fields ?? []) {
      const weight = weightOf(field.directives);
      const listSize = listSizeOf(field.directives);
      const weighed = (field.arguments ?? []).flatMap(({ name, directives }) => {
        const argumentWeight = weightOf(directives);
        return argumentWeight === undefined ? [] : [[name.value, argumentWeight] as const];
      });
      if (weight !== undefined || listSize || weighed.length > 0)
        fields.set(`${typeName}.${field.name.value}`, { weight, listSize, argumentWeights: new Map(weighed) });
    }
  }
}

function weightOf(directives: readonly ConstDirectiveNode[] | undefined): number | undefined {
  const weight = argumentsOf(directives, 'cost')?.['weight'];
  return typeof weight === 'number' ? weight : undefined;
}

function listSizeOf(directives: readonly ConstDirectiveNode[] | undefined): ListSize | undefined {
  const said = argumentsOf(directives, 'listSize');
  if (!said) return undefined;
  return {
    assumedSize: said['assumedSize'] as number | undefined,
    slicingArguments: (said['slicingArguments'] ?? []) as string[],
    sizedFields: (said['sizedFields'] ?? []) as string[],
  };
}

function argumentsOf(directives: readonly ConstDirectiveNode[] | undefined, name: string): Record<string, unknown> | undefined {
  const directive = directives?.find((each) => each.name.value === name);
  return directive && Object.fromEntries((directive.arguments ?? []).map((each) => [each.name.value, constant(each.value)]));
}

function constant(value: ConstValueNode): unknown {
  if (value.kind === Kind.INT) return Number(value.value);
  if (value.kind === Kind.LIST) return value.values.map(constant);
  return 'value' in value ? value.value : undefined;
}
