import { randomUUID } from 'node:crypto';
import { getNamedType, isObjectType, type GraphQLObjectType, type GraphQLSchema } from 'graphql';
import { ANONYMOUS } from '../../../contracts/identity/identity.ts';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { askSubgraph, type SubgraphAnswer } from '../../support/ask-subgraph.ts';
import { answeredFields, withIds } from './answers.ts';
import type { IsolationWorld } from '../world/isolation-world.ts';
import type { Attack } from './attack.ts';
import type { Cells } from './cells.ts';
import { undueFields } from './rulings.ts';
import { selectionOf } from './selection.ts';
import type { RightfulAnswer } from './target.ts';
import { anyArguments } from './any-arguments.ts';

const MOST_OF_A_TYPE = 2;
const SYSTEM = { ...ANONYMOUS, actor: 'system/test', level: 'internal', permissions: ['internal'] } as const;

// Of a query that does not fit the schema.
const SHUT = new Set(['GRAPHQL_VALIDATION_FAILED', 'BAD_USER_INPUT']);

/** An entity by which subgraphs refer to the owner's rows. */
export interface EntityReference {
  __typename: string;
  id: string;
}

/** The entities that rightful readers were shown, a few of each type. */
export function entitiesIn(answers: readonly RightfulAnswer[]): EntityReference[] {
  const found = new Map<string, Set<string>>();
  for (const { target, root } of answers) {
    if (target.row.as === 'operator') continue;
    for (const { coordinate, typeName, value } of answeredFields(target.operation.field.type, root)) {
      const ids = found.get(typeName) ?? new Set<string>();
      if (coordinate === `${typeName}.id` && ids.size < MOST_OF_A_TYPE) found.set(typeName, ids.add(value as string));
    }
  }
  return [...found].flatMap(([__typename, ids]) => [...ids].map((id) => ({ __typename, id })));
}

/** Asks each subgraph, past the gateway, for the owner's entities, with the identity that the gateway signs for the caller. */
export async function attackEntities(attack: Attack, entities: readonly EntityReference[]): Promise<void> {
  if (!attack.caller.identity) return;
  for (const [subgraph, schema] of attack.place.contract.subgraphs) {
    for (const entity of entities) {
      const type = schema.getType(entity.__typename);
      if (isEntity(type)) await tryEntity(attack, { subgraph, type, entity });
    }
  }
}

/** Tries what subgraphs serve to each other only, and what they say about themselves. */
export async function attackInternals({ caller, cells, place }: Attack): Promise<void> {
  const { identity } = caller;
  if (!identity) return;
  await eachInternal(place, async (subgraph, query) => {
    const answer = await askSubgraph(place.world, subgraph, identity, { query });
    const isRefused = answer.errors.some(({ code }) => code === 'FORBIDDEN' || code === 'UNAUTHENTICATED');
    const fault = isRefused ? undefined : `it is answered: ${JSON.stringify(answer).slice(0, 200)}`;
    cells.try('internal operations', `${caller.name} asks ${subgraph} ${query}`, fault);
  });
}

/** The same asked by the platform's own parts: whatever is wrong with the arguments, it is not who asks. */
export async function askInternals(place: IsolationWorld, cells: Cells): Promise<void> {
  await eachInternal(place, async (subgraph, query) => {
    const { errors } = await askSubgraph(place.world, subgraph, SYSTEM, { query });
    const fault = errors.find(({ code, message }) => SHUT.has(code) || message.includes('permission internal'));
    cells.try('internal operations', `the platform asks ${subgraph} ${query}`, fault && JSON.stringify(fault));
  });
}

async function eachInternal(
  { contract }: IsolationWorld,
  ask: (subgraph: string, query: string) => Promise<void>,
): Promise<void> {
  for (const [subgraph, schema] of contract.subgraphs)
    for (const query of ['{ _service { sdl } }', ...internalOperations(schema)]) await ask(subgraph, query);
}

async function tryEntity(
  attack: Attack,
  { subgraph, type, entity }: { subgraph: string; type: GraphQLObjectType; entity: EntityReference },
): Promise<void> {
  const { caller, cells, place, secrets } = attack;
  const selection = selectionOf(
    type,
    (_coordinate, { astNode }) => astNode?.directives?.some(({ name }) => name.value === 'external') ?? false,
  );
  const query = `query ($of: [_Any!]!) { _entities(representations: $of) { ... on ${type.name} ${selection} } }`;
  const ask = (of: EntityReference): Promise<SubgraphAnswer<{ _entities: unknown[] } | null>> =>
    askSubgraph(place.world, subgraph, caller.identity!, { query, variables: { of: [of] } });
  const answer = await ask(entity);
  const told = secrets?.toldBy(answer, entity) ?? [];
  const undue = undueFields(
    place.contract,
    place.contract.api.getType(type.name) as GraphQLObjectType,
    answer.data?._entities[0],
    caller,
  );
  const fault =
    told.length > 0
      ? `it tells ${told.slice(0, 5).join(', ')}`
      : undue.length > 0
        ? `it answers ${undue.join(', ')}`
        : secrets?.has(entity.id)
          ? await faultOfExistence(entity, answer, ask)
          : undefined;
  cells.try('entities', `${caller.name} asks ${subgraph} for ${type.name} ${entity.id}`, fault);
}

async function faultOfExistence(
  entity: EntityReference,
  answer: SubgraphAnswer<unknown>,
  ask: (of: EntityReference) => Promise<SubgraphAnswer<unknown>>,
): Promise<string | undefined> {
  const invented = { ...entity, id: encodeId(entity.id.slice(0, entity.id.indexOf('_')), randomUUID()) };
  const named = (id: string): string => (id === entity.id || id === invented.id ? '<id>' : id);
  const [seen, expected] = [answer, await ask(invented)].map(({ data, errors }) =>
    JSON.stringify(withIds({ data, errors }, named)),
  );
  return seen === expected
    ? undefined
    : `it differs from what does not exist: ${seen?.slice(0, 300)} / ${expected?.slice(0, 300)}`;
}

function isEntity(type: unknown): type is GraphQLObjectType {
  return isObjectType(type) && (type.astNode?.directives?.some(({ name }) => name.value === 'key') ?? false);
}

function internalOperations(schema: GraphQLSchema): string[] {
  return (['query', 'mutation'] as const).flatMap((kind) =>
    Object.values((kind === 'query' ? schema.getQueryType() : schema.getMutationType())?.getFields() ?? {})
      .filter(({ astNode }) => astNode?.directives?.some(({ name }) => name.value === 'inaccessible'))
      .map(
        (field) =>
          `${kind} { ${field.name}${anyArguments(field)}${isObjectType(getNamedType(field.type)) ? ' { __typename }' : ''} }`,
      ),
  );
}
