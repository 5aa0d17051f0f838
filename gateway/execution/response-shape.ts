import {
  getNamedType,
  GraphQLError,
  isCompositeType,
  isEnumType,
  isLeafType,
  isListType,
  isNonNullType,
  isObjectType,
  isSpecifiedScalarType,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type SelectionSetNode,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { withheldBy, type Withheld } from '../access/withheld-field.ts';
import { collectFields, type SelectedFields, type SelectionScope } from './selected-fields.ts';

// Of one operation; each condition doubles what there can be.
const MOST_SHAPES = 64;

/** Null, and why was told already. */
const FAULT = Symbol('fault');
/** Null in a place that must not be null: the parent's value is lost as well. */
const BUBBLE = Symbol('bubble');

type Complete = (value: unknown, run: ShapeRun) => unknown;

interface FieldShape {
  name: string;
  complete: Complete;
}

interface ShapeRun {
  path: (string | number)[];
  errors: GraphQLError[];
  refusals: GraphQLError[];
  introspect: (field: FieldNode) => unknown;
}

/** Answers of subgraphs, merged, as the client's answer. */
export interface ShapedAnswer {
  data: Record<string, unknown> | null;
  /** What the subgraphs' answers lacked or had wrong. */
  errors: readonly GraphQLError[];
  /** Which fields were withheld from the caller, and why. */
  refusals: readonly GraphQLError[];
}

/**
 * The form of an operation's answer, worked out once: for each type that can turn up, which fields in which order, and how each
 * value is completed. A null where none may be bubbles up as the GraphQL specification says (6.4.4).
 */
export class ResponseShape {
  private readonly scope: SelectionScope;
  private readonly root: Complete;

  constructor(scope: SelectionScope, rootType: GraphQLObjectType, selectionSet: SelectionSetNode) {
    this.scope = scope;
    this.root = this.composite(rootType, [selectionSet]);
  }

  /** Shapes what the subgraphs answered; `introspect` answers the fields about the schema itself. */
  apply(data: object, introspect: (field: FieldNode) => unknown): ShapedAnswer {
    const run: ShapeRun = { path: [], errors: [], refusals: [], introspect };
    const shaped = this.root(data, run);
    return { data: shaped === FAULT ? null : (shaped as Record<string, unknown>), errors: run.errors, refusals: run.refusals };
  }

  private composite(declared: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): Complete {
    const shapes = new Map<string, readonly FieldShape[] | null>();
    const shapeOf = (typename: string): readonly FieldShape[] | null => {
      let fields = shapes.get(typename);
      if (fields === undefined) {
        const type = this.scope.schema.getType(typename);
        fields = isCompositeType(type) ? this.fieldsOf(type, selectionSets) : null;
        shapes.set(typename, fields);
      }
      return fields;
    };
    return (value, run) => {
      if (value === null) return null;
      if (typeof value !== 'object' || Array.isArray(value))
        return fault(run, `Invalid value found for an object of ${declared}.`);
      const source = value as Record<string, unknown>;
      const typename = source['__typename'];
      const fields = shapeOf(typeof typename === 'string' ? typename : declared.name);
      if (!fields) return fault(run, `Invalid __typename found for an object of ${declared}.`);
      return completeFields(fields, source, run);
    };
  }

  private fieldsOf(type: GraphQLCompositeType, selectionSets: readonly SelectionSetNode[]): FieldShape[] {
    return [...collectFields(this.scope, type, selectionSets)].map(([name, nodes]) => ({
      name,
      complete: this.field(type, nodes),
    }));
  }

  private field(parent: GraphQLCompositeType, nodes: SelectedFields): Complete {
    const [node] = nodes;
    const reason = withheldBy(node);
    if (reason) return withheld(reason);
    const name = node.name.value;
    if (name === '__typename') return isObjectType(parent) ? () => parent.name : () => BUBBLE;
    if (name.startsWith('__')) return (_value, run) => run.introspect(node);
    const definition = 'getFields' in parent ? parent.getFields()[name] : undefined;
    if (!definition) throw new Error(`${parent.name} has no field ${name}`);
    const selectionSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? []);
    return this.value(definition.type, selectionSets, `field ${parent.name}.${name}`);
  }

  private value(type: GraphQLOutputType, selectionSets: readonly SelectionSetNode[], place: string): Complete {
    if (isNonNullType(type)) return required(this.value(type.ofType, selectionSets, place), place);
    if (isListType(type)) {
      const element = `array element of type ${getNamedType(type).name}`;
      return list(this.value(type.ofType, selectionSets, element), place);
    }
    return isLeafType(type) ? leaf(type, place) : this.composite(type, selectionSets);
  }
}

function withheld({ message, code, isRequired }: Withheld): Complete {
  return (_value, run) => {
    run.refusals.push(new GraphQLError(message, { path: [...run.path], extensions: { code } }));
    return isRequired ? BUBBLE : FAULT;
  };
}

function completeFields(fields: readonly FieldShape[], source: Readonly<Record<string, unknown>>, run: ShapeRun): unknown {
  const output: Record<string, unknown> = {};
  for (const { name, complete } of fields) {
    const value = name in INHERITED ? ownValue(source, name) : source[name];
    run.path.push(name);
    const completed = complete(value ?? null, run);
    run.path.pop();
    if (completed === BUBBLE) return FAULT;
    if (name === '__proto__') defineOwn(output, name, completed === FAULT ? null : completed);
    else output[name] = completed === FAULT ? null : completed;
  }
  return output;
}

// A client may call a field what every object has from its prototype.
const INHERITED = Object.prototype;

function ownValue(source: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(source, name) ? source[name] : undefined;
}

function defineOwn(target: object, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function required(complete: Complete, place: string): Complete {
  return (value, run) => {
    const completed = complete(value, run);
    if (completed === null) {
      fault(run, `Cannot return null for non-nullable ${place}.`);
      return BUBBLE;
    }
    return completed === FAULT ? BUBBLE : completed;
  };
}

function list(complete: Complete, place: string): Complete {
  return (value, run) => {
    if (value === null) return null;
    if (!Array.isArray(value)) return fault(run, `Invalid non-list value found for ${place}.`);
    const output: unknown[] = [];
    let isLost = false;
    for (let index = 0; index < value.length; index += 1) {
      run.path.push(index);
      const completed = complete((value[index] as unknown) ?? null, run);
      run.path.pop();
      isLost ||= completed === BUBBLE;
      output.push(completed === FAULT ? null : completed);
    }
    return isLost ? FAULT : output;
  };
}

function leaf(type: GraphQLLeafType, place: string): Complete {
  const isValid = leafCheck(type);
  return (value, run) => (value === null || isValid(value) ? value : fault(run, `Invalid value found for ${place}.`));
}

function leafCheck(type: GraphQLLeafType): (value: unknown) => boolean {
  if (isEnumType(type)) return (value) => typeof value === 'string' && type.getValue(value) !== undefined;
  if (!isSpecifiedScalarType(type)) return () => true;
  return SCALAR_CHECKS[type.name]!;
}

const SCALAR_CHECKS: Record<string, (value: unknown) => boolean> = {
  Boolean: (value) => typeof value === 'boolean',
  Int: (value) => Number.isInteger(value),
  Float: (value) => Number.isFinite(value),
  String: (value) => typeof value === 'string',
  ID: (value) => typeof value === 'string' || Number.isInteger(value),
};

function fault(run: ShapeRun, message: string): typeof FAULT {
  run.errors.push(new GraphQLError(message, { path: [...run.path], extensions: { code: 'INVALID_SUBGRAPH_ANSWER' } }));
  return FAULT;
}

/** The form of an operation's answer for each set of values that `@skip` and `@include` can take. */
export class ResponseShapes {
  private readonly schema: GraphQLSchema;
  private readonly rootType: GraphQLObjectType;
  private readonly operation: { selectionSet: SelectionSetNode };
  private readonly fragments: SelectionScope['fragments'];
  private readonly conditions: readonly string[];
  private readonly shapes = new LRUCache<string, ResponseShape>({ max: MOST_SHAPES });

  /** `conditions`: the variables that decide what is skipped. */
  constructor(options: {
    schema: GraphQLSchema;
    rootType: GraphQLObjectType;
    operation: { selectionSet: SelectionSetNode };
    fragments: SelectionScope['fragments'];
    conditions: readonly string[];
  }) {
    this.schema = options.schema;
    this.rootType = options.rootType;
    this.operation = options.operation;
    this.fragments = options.fragments;
    this.conditions = options.conditions;
  }

  /** The form for these variables (coerced, defaults filled in). */
  for(variables: Readonly<Record<string, unknown>>): ResponseShape {
    const key = this.conditions.map((name) => String(variables[name])).join();
    let shape = this.shapes.get(key);
    if (!shape) {
      const { schema, fragments } = this;
      shape = new ResponseShape({ schema, fragments, variables }, this.rootType, this.operation.selectionSet);
      this.shapes.set(key, shape);
    }
    return shape;
  }
}
