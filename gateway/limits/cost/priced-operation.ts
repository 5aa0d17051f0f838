import {
  getNamedType,
  GraphQLSkipDirective,
  isCompositeType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
  type ValueNode,
} from 'graphql';
import { DEFAULT_LIST_SIZE } from '../../../platform/graphql/demand-control.ts';
import type { CostModel, ListSize } from './cost-model.ts';
import { inputCost } from './input-cost.ts';

/** What a mutation costs beside what it answers. */
const MUTATION_COST = 10;
/** What reading the schema costs. */
const INTROSPECTION_COST = 50;

type Variables = Readonly<Record<string, unknown>>;

/** A field of an operation, with everything that its cost depends on. */
export interface PricedField {
  responseKey: string;
  /** Variables that decide whether the field is answered at all, with the value that lets it be. */
  conditions: readonly { variable: string; passes: boolean }[];
  /** Points of one answer of the field, without what is selected in it. */
  weight: number;
  /** Points for asking, however many answers there are. */
  asked(variables: Variables): number;
  /** How many answers the field is reckoned at; undefined for what is no list, or is counted by the field around it. */
  length: ((variables: Variables) => number) | undefined;
  /** Fields below this one whose number the arguments of this one decide. */
  sizes: { fields: readonly string[]; length(variables: Variables): number } | undefined;
  fieldName: string;
  isList: boolean;
  selected: PricedField[];
}

/** An operation whose cost can be reckoned for any variables. */
export interface PricedOperation {
  fields: readonly PricedField[];
  /** Values of variables that the client does not send. */
  defaults: Variables;
  /** Whether it reads the schema. */
  introspects: boolean;
}

/** Takes an operation apart once; it must be valid. */
export function priceOperation(
  model: CostModel,
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): PricedOperation {
  return new OperationPricer(model, schema, document).price(operation);
}

class OperationPricer {
  private readonly model: CostModel;
  private readonly schema: GraphQLSchema;
  private readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  private introspects = false;

  constructor(model: CostModel, schema: GraphQLSchema, document: DocumentNode) {
    this.model = model;
    this.schema = schema;
    const fragments = document.definitions.filter((each) => each.kind === Kind.FRAGMENT_DEFINITION);
    this.fragments = new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
  }

  price(operation: OperationDefinitionNode): PricedOperation {
    const fields = this.select(this.schema.getRootType(operation.operation)!, [operation.selectionSet], []);
    const defaults = Object.fromEntries(
      (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
        defaultValue ? [[variable.name.value, plainValue(defaultValue)]] : [],
      ),
    );
    return { fields, defaults, introspects: this.introspects };
  }

  private select(type: GraphQLCompositeType, sets: readonly SelectionSetNode[], outer: readonly DirectiveNode[]): PricedField[] {
    const collected = new Map<string, { type: GraphQLCompositeType; nodes: FieldNode[]; directives: readonly DirectiveNode[] }>();
    for (const set of sets) this.collect(type, set, outer, collected);
    return [...collected.values()].flatMap((each) => this.priceField(each.type, each.nodes, each.directives));
  }

  // The same field asked for by several fragments under the same conditions is answered once, and costs once.
  private collect(
    type: GraphQLCompositeType,
    set: SelectionSetNode,
    outer: readonly DirectiveNode[],
    collected: Map<string, { type: GraphQLCompositeType; nodes: FieldNode[]; directives: readonly DirectiveNode[] }>,
  ): void {
    for (const selection of set.selections) {
      const directives = [...outer, ...(selection.directives ?? [])];
      if (selection.kind === Kind.FIELD) {
        const responseKey = selection.alias?.value ?? selection.name.value;
        const key = `${type.name} ${responseKey} ${JSON.stringify(conditionsOf(directives))}`;
        const known = collected.get(key);
        if (known) known.nodes.push(selection);
        else collected.set(key, { type, nodes: [selection], directives });
        continue;
      }
      const fragment = selection.kind === Kind.INLINE_FRAGMENT ? selection : this.fragments.get(selection.name.value)!;
      const named = fragment.typeCondition ? this.schema.getType(fragment.typeCondition.name.value) : undefined;
      this.collect(isCompositeType(named) ? named : type, fragment.selectionSet, directives, collected);
    }
  }

  private priceField(
    type: GraphQLCompositeType,
    nodes: readonly FieldNode[],
    directives: readonly DirectiveNode[],
  ): PricedField[] {
    const node = nodes[0]!;
    const fieldName = node.name.value;
    const common = { responseKey: node.alias?.value ?? fieldName, fieldName, conditions: conditionsOf(directives) };
    if (common.conditions === NEVER) return [];
    const field = isObjectType(type) || isInterfaceType(type) ? type.getFields()[fieldName] : undefined;
    if (!field) {
      const reads = fieldName === '__schema' || fieldName === '__type';
      this.introspects ||= reads;
      return reads ? [{ ...common, ...NOTHING_BELOW, weight: INTROSPECTION_COST }] : [];
    }
    const named = getNamedType(field.type);
    const said = this.model.fields.get(`${type.name}.${fieldName}`);
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    const sets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    const length = lengthOf(said?.listSize, field, node);
    const sizedFields = said?.listSize?.sizedFields ?? [];
    const isMutation = type === this.schema.getMutationType();
    return [
      {
        ...common,
        isList,
        weight: said?.weight ?? this.model.types.get(named.name) ?? (isCompositeType(named) ? 1 : 0),
        asked: this.askedCost(field, node, said?.argumentWeights, isMutation ? MUTATION_COST : 0),
        length: isList && sizedFields.length === 0 ? length : undefined,
        sizes: sizedFields.length > 0 ? { fields: sizedFields, length } : undefined,
        selected: isCompositeType(named) ? this.select(named, sets, []) : [],
      },
    ];
  }

  private askedCost(
    field: GraphQLField<unknown, unknown>,
    node: FieldNode,
    weights: ReadonlyMap<string, number> | undefined,
    base: number,
  ): (variables: Variables) => number {
    const given = (node.arguments ?? []).flatMap(({ name, value }) => {
      const argument = field.args.find((each) => each.name === name.value);
      return argument ? [{ type: argument.type, value, weight: weights?.get(name.value) }] : [];
    });
    return (variables) =>
      given.reduce((sum, { type, value, weight }) => sum + inputCost(this.model, type, value, variables, weight), base);
  }
}

const NOTHING_BELOW = { isList: false, length: undefined, sizes: undefined, selected: [], asked: () => 0 };
/** The conditions of a field that is skipped whatever the variables are. */
const NEVER: readonly { variable: string; passes: boolean }[] = [{ variable: '', passes: false }];

function conditionsOf(directives: readonly DirectiveNode[]): readonly { variable: string; passes: boolean }[] {
  const conditions: { variable: string; passes: boolean }[] = [];
  for (const { name, arguments: given } of directives) {
    if (name.value !== 'skip' && name.value !== 'include') continue;
    const value = given?.[0]?.value;
    const passes = name.value !== GraphQLSkipDirective.name;
    if (value?.kind === Kind.VARIABLE) conditions.push({ variable: value.name.value, passes });
    else if (value?.kind === Kind.BOOLEAN && value.value !== passes) return NEVER;
  }
  return conditions;
}

function lengthOf(
  listSize: ListSize | undefined,
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => number {
  const assumed = listSize?.assumedSize ?? DEFAULT_LIST_SIZE;
  const slicing = (listSize?.slicingArguments ?? []).map((name) => ({
    value: node.arguments?.find((each) => each.name.value === name)?.value,
    byDefault: field.args.find((each) => each.name === name)?.defaultValue,
  }));
  return (variables) => {
    const asked = slicing
      .map(({ value, byDefault }) => {
        if (value === undefined) return byDefault;
        const sent = value.kind === Kind.VARIABLE ? variables[value.name.value] : plainValue(value);
        return sent === undefined ? byDefault : sent;
      })
      .filter((size) => typeof size === 'number');
    return asked.length > 0 ? Math.max(0, ...asked) : assumed;
  };
}

function plainValue(value: ValueNode): unknown {
  switch (value.kind) {
    case Kind.INT:
      return Number(value.value);
    case Kind.BOOLEAN:
      return value.value;
    case Kind.LIST:
      return value.values.map(plainValue);
    case Kind.OBJECT:
      return Object.fromEntries(value.fields.map((field) => [field.name.value, plainValue(field.value)]));
    case Kind.STRING:
    case Kind.ENUM:
      return value.value;
    default:
      return null;
  }
}
