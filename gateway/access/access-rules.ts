import {
  Kind,
  parse,
  type ConstDirectiveNode,
  type DocumentNode,
  type InterfaceTypeDefinitionNode,
  type NamedTypeNode,
  type ObjectTypeDefinitionNode,
  type TypeNode,
} from 'graphql';
import { accessRuleOf, type AccessRule } from '../../platform/graphql/access-rule.ts';

/** The access rules of a supergraph, by field: what stands on the field, on its type and on the type that it answers. */
export class AccessRules {
  private readonly byCoordinate: ReadonlyMap<string, AccessRule>;

  private constructor(byCoordinate: ReadonlyMap<string, AccessRule>) {
    this.byCoordinate = byCoordinate;
  }

  /** Reads them from the supergraph as it was composed. */
  static read(supergraphSdl: string): AccessRules {
    const document = parse(supergraphSdl, { noLocation: true });
    const ofTypes = typeDirectives(document);
    const rules = new Map<string, AccessRule>();
    for (const type of document.definitions.filter(hasFields)) {
      for (const field of type.fields ?? []) {
        const answered = ofTypes.get(namedType(field.type).name.value) ?? [];
        const rule = accessRuleOf([...(type.directives ?? []), ...(field.directives ?? []), ...answered]);
        if (rule) rules.set(`${type.name.value}.${field.name.value}`, rule);
      }
    }
    return new AccessRules(rules);
  }

  /** How many fields are guarded. */
  get count(): number {
    return this.byCoordinate.size;
  }

  /** What the field asks of a caller; undefined when it is for everybody. */
  of(typeName: string, fieldName: string): AccessRule | undefined {
    return this.byCoordinate.get(`${typeName}.${fieldName}`);
  }
}

function typeDirectives(document: DocumentNode): Map<string, readonly ConstDirectiveNode[]> {
  return new Map(
    document.definitions.flatMap((definition) =>
      'name' in definition && definition.name && 'directives' in definition && definition.kind !== Kind.DIRECTIVE_DEFINITION
        ? [[definition.name.value, (definition.directives ?? []) as readonly ConstDirectiveNode[]] as const]
        : [],
    ),
  );
}

function hasFields(
  definition: DocumentNode['definitions'][number],
): definition is ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode {
  return definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION;
}

function namedType(type: TypeNode): NamedTypeNode {
  return type.kind === Kind.NAMED_TYPE ? type : namedType(type.type);
}
