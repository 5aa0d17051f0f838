import {
  buildASTSchema,
  isEnumType,
  isInputObjectType,
  isObjectType,
  isScalarType,
  Kind,
  type ConstDirectiveNode,
  type DocumentNode,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLNamedType,
  type GraphQLSchema,
} from 'graphql';
import { exampleOf, type RootName } from './example-operation.ts';

const FOLDER = 'docs/api';
const ROOTS: readonly { root: RootName; title: string }[] = [
  { root: 'Query', title: 'Queries' },
  { root: 'Mutation', title: 'Mutations' },
  { root: 'Subscription', title: 'Subscriptions' },
];

/** A subgraph as it was printed. */
interface PrintedSubgraph {
  name: string;
  typeDefs: DocumentNode;
}

/** Pages that describe the public API: one a subgraph with its operations and types, and one that leads to them. */
export function apiDocs(api: GraphQLSchema, subgraphs: readonly PrintedSubgraph[]): Map<string, string> {
  const pages = new Map<string, string>();
  const index: string[] = [
    '# The API',
    'Printed from the schema by `npm run schema`. One address answers all of it; a page is what one subgraph adds. Costs are in points, see [gateway](../../gateway/README.md).',
  ];
  for (const { name, typeDefs } of subgraphs) {
    const page = new SubgraphPage(api, typeDefs);
    pages.set(`${FOLDER}/${name}.md`, `${page.print(name)}\n`);
    const lines = ROOTS.flatMap(({ root, title }) => {
      const fields = page.operations(root).map((field) => `[${field.name}](${name}.md#${field.name.toLowerCase()})`);
      return fields.length > 0 ? [`${title}: ${fields.join(', ')}.`] : [];
    });
    index.push(`## [${name}](${name}.md)`, ...lines);
  }
  const shared = new Map(subgraphs.flatMap(({ typeDefs }) => new SubgraphPage(api, typeDefs).shared()));
  index.push('## Shared types', ...[...shared.values()].flat());
  pages.set(`${FOLDER}/README.md`, `${index.join('\n\n')}\n`);
  return pages;
}

class SubgraphPage {
  private readonly api: GraphQLSchema;
  private readonly own: GraphQLSchema;

  constructor(api: GraphQLSchema, typeDefs: DocumentNode) {
    this.api = api;
    this.own = buildASTSchema(typeDefs, { assumeValidSDL: true });
  }

  print(name: string): string {
    const parts = [`# ${name}`];
    for (const { root, title } of ROOTS) {
      const operations = this.operations(root);
      if (operations.length > 0) parts.push(`## ${title}`, ...operations.flatMap((field) => this.operation(root, field)));
    }
    const types = this.types();
    if (types.length > 0) parts.push('## Types', ...types.flatMap((type) => this.type(type)));
    return parts.join('\n\n');
  }

  /** The operations of this subgraph that clients see. */
  operations(root: RootName): GraphQLField<unknown, unknown>[] {
    const seen = this.api.getType(root);
    const own = this.own.getType(root);
    if (!isObjectType(seen) || !isObjectType(own)) return [];
    return Object.values(own.getFields()).filter((field) => field.name in seen.getFields());
  }

  /** What several subgraphs have with the same meaning, described once. */
  shared(): [name: string, description: string[]][] {
    return this.seenTypes()
      .filter(isShared)
      .map((type) => [type.name, this.type(type)]);
  }

  private types(): GraphQLNamedType[] {
    return this.seenTypes().filter((type) => !isShared(type));
  }

  private seenTypes(): GraphQLNamedType[] {
    const roots = new Set<string>(ROOTS.map(({ root }) => root));
    return Object.values(this.own.getTypeMap())
      .filter((type) => !type.name.startsWith('_') && !roots.has(type.name) && !isScalarType(type) && this.api.getType(type.name))
      .filter(({ name }) => !/(?:Connection|Edge)$/.test(name) || name === 'CarrierConnection')
      .toSorted((one, other) => (one.name < other.name ? -1 : 1));
  }

  private operation(root: RootName, field: GraphQLField<unknown, unknown>): string[] {
    const facts = [
      `Answers \`${String(field.type)}\`.`,
      accessOf(field.astNode?.directives ?? []),
      weightOf(field.astNode?.directives ?? []),
    ];
    return [
      `### ${field.name}`,
      [field.description, facts.filter(Boolean).join(' ')].filter(Boolean).join('\n\n'),
      ...(field.args.length > 0 ? [table('Argument', field.args)] : []),
      `\`\`\`graphql\n${exampleOf(this.api, root, field.name)}\n\`\`\``,
    ];
  }

  private type(type: GraphQLNamedType): string[] {
    const heading = [`### ${type.name}`, type.description ?? ''].filter(Boolean);
    if (isEnumType(type)) {
      const values = type.getValues().map(({ name, description }) => `| \`${name}\` | ${cell(description)} |`);
      return [...heading, ['| Value | |', '|---|---|', ...values].join('\n')];
    }
    if (!isObjectType(type) && !isInputObjectType(type)) return heading;
    const seen = this.api.getType(type.name);
    const visible = isObjectType(seen) || isInputObjectType(seen) ? seen.getFields() : {};
    const fields = Object.values(type.getFields() as Record<string, GraphQLInputField>).filter(({ name }) => name in visible);
    return [...heading, table('Field', fields)];
  }
}

function isShared({ astNode, name }: GraphQLNamedType): boolean {
  return name === 'MoneyInput' || (astNode?.directives ?? []).some((directive) => directive.name.value === 'shareable');
}

function table(title: string, rows: readonly Pick<GraphQLArgument, 'name' | 'type' | 'description' | 'astNode'>[]): string {
  const lines = rows.map(({ name, type, description, astNode }) => {
    const told = [description, accessOf(astNode?.directives ?? [])].filter(Boolean).join(' ');
    return `| \`${name}\` | \`${String(type)}\` | ${cell(told)} |`;
  });
  return [`| ${title} | Type | |`, '|---|---|---|', ...lines].join('\n');
}

function cell(text: string | null | undefined): string {
  return (text ?? '').replaceAll(/\s+/g, ' ').replaceAll('|', '\\|');
}

function accessOf(directives: readonly ConstDirectiveNode[]): string {
  const scopes = directives.find(({ name }) => name.value === 'requiresScopes')?.arguments?.[0]?.value;
  if (scopes?.kind === Kind.LIST) {
    const sets = scopes.values.map((all) =>
      (all.kind === Kind.LIST ? all.values : []).map((each) => `\`${each.kind === Kind.STRING ? each.value : ''}\``),
    );
    return `Needs ${sets.map((all) => all.join(' and ')).join(' or ')}.`;
  }
  return directives.some(({ name }) => name.value === 'authenticated') ? 'Needs a token.' : '';
}

function weightOf(directives: readonly ConstDirectiveNode[]): string {
  const weight = directives.find(({ name }) => name.value === 'cost')?.arguments?.[0]?.value;
  return weight?.kind === Kind.INT ? `Costs ${weight.value} beside what is selected.` : '';
}
