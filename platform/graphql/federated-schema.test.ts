import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { execute, GraphQLError, parse, printSchema, validate, type ExecutionResult } from 'graphql';
import {
  Arg,
  Ctx,
  Field,
  FieldResolver,
  InputType,
  Int,
  Mutation,
  ObjectType,
  Query,
  registerEnumType,
  Resolver,
} from 'type-graphql';
import type { RequestContext, RequestIdentity } from '../context/request-context.ts';
import { ForbiddenError, NotFoundError, UnauthenticatedError, ValidationError } from '../errors/errors.ts';
import { decodeId, encodeId, newId } from '../ids/public-id.ts';
import { toClientError } from './client-error.ts';
import { buildFederatedSchema, type SubgraphSchema } from './federated-schema.ts';
import { Authenticated, Key, PublicId, PublicIdList, RequiresPermission } from './federation.ts';
import { MutationPayload } from './user-error.types.ts';

enum NoteColor {
  Yellow = 'yellow-inside',
  Blue = 'blue-inside',
}
registerEnumType(NoteColor, {
  name: 'NoteColor',
  description: 'The color of a note.',
  valuesConfig: { Yellow: { description: 'Yellow.' }, Blue: { description: 'Blue.' } },
});

const NOTES = Array.from({ length: 3 }, (_, index) => ({ id: newId(), text: `note ${index}`, relatedIds: [newId()] }));

@Key('id')
@ObjectType('Note')
class NoteType {
  @PublicId('note')
  id!: string;

  @PublicId('note', { nullable: true })
  parentId!: string | null;

  @PublicIdList('note')
  relatedIds!: string[];

  @Field(() => String)
  text!: string;
}

@InputType()
class NoteFilter {
  @Field(() => NoteColor, { defaultValue: NoteColor.Blue })
  color!: NoteColor;

  @Field(() => [NoteColor], { defaultValue: [NoteColor.Yellow, NoteColor.Blue] })
  colors!: NoteColor[];
}

@InputType()
class WriteNoteInput {
  @Field(() => String)
  text!: string;
}

@ObjectType()
class WriteNotePayload extends MutationPayload {
  @Field(() => NoteType, { nullable: true })
  note?: NoteType | null;
}

@ObjectType()
class Count {
  @Field(() => Int)
  count!: number;
}

/** What the resolvers of the schema did. */
const calls: string[] = [];
const FAULTS: Record<string, () => Error> = {
  forbidden: () => new ForbiddenError('Not for you.'),
  unauthenticated: () => new UnauthenticatedError(),
  missing: () => new NotFoundError('The note', 'noteId'),
  invalid: () =>
    new ValidationError([
      { code: 'TOO_LONG', message: 'The text is too long.', field: 'text' },
      { code: 'REQUIRED', message: 'Name a color.', field: 'color' },
    ]),
  unknown: () => new Error('relation "notes" does not exist at 10.0.0.7'),
};

@Resolver(() => NoteType)
class NoteResolver {
  @Query(() => [NoteType])
  @RequiresPermission('notes.read', 'notes.manage')
  async notes(@Arg('fault', () => String, { nullable: true }) fault?: string): Promise<object[]> {
    calls.push('notes');
    if (fault) throw FAULTS[fault]!();
    return NOTES;
  }

  @Query(() => String)
  @Authenticated()
  whoAmI(@Ctx() context: RequestContext): string {
    return context.identity.actor;
  }

  @Query(() => String)
  open(): string {
    return 'open';
  }

  @Query(() => String)
  async color(
    @Arg('color', () => NoteColor, { defaultValue: NoteColor.Yellow }) color: NoteColor,
    @Arg('filter', () => NoteFilter, { nullable: true }) filter?: NoteFilter,
  ): Promise<string> {
    return [color, filter?.color, ...(filter?.colors ?? [])].filter(Boolean).join(' ');
  }

  @Query(() => NoteColor)
  paint(@Arg('inner', () => String) inner: string): string {
    return inner;
  }

  @Query(() => Count)
  total(): object {
    return { count: 'secret-of-the-database' };
  }

  @Query(() => Count, { nullable: true })
  gap(): object {
    return { count: null };
  }

  @Mutation(() => WriteNotePayload)
  @RequiresPermission('notes.manage')
  async writeNote(@Arg('input', () => WriteNoteInput) input: WriteNoteInput): Promise<object> {
    calls.push('writeNote');
    if (FAULTS[input.text]) throw FAULTS[input.text]!();
    return { note: { ...NOTES[0], text: input.text } };
  }

  @FieldResolver(() => String, { nullable: true })
  @RequiresPermission('notes.manage')
  async secret(): Promise<string> {
    calls.push('secret');
    return 'between us';
  }
}

let subgraph: SubgraphSchema;
before(async () => {
  subgraph = await buildFederatedSchema({
    resolvers: [NoteResolver],
    references: {
      Note: (reference: { id: string }) => {
        calls.push('reference');
        const id = decodeId('note', reference.id);
        if (id === NOTES[2]!.id) throw new Error('a synchronous fault');
        return NOTES.find((note) => note.id === id) ?? null;
      },
    },
  });
});

type Answer = ExecutionResult & { data: Record<string, unknown> | null };

/** Executes as the subgraph's runtime does, in the name of somebody with the permissions; nobody when there are none. */
async function ask(query: string, permissions?: readonly string[], variables: Record<string, unknown> = {}): Promise<Answer> {
  calls.length = 0;
  const document = parse(query);
  assert.deepEqual(validate(subgraph.schema, document), []);
  const identity: Partial<RequestIdentity> = permissions
    ? { level: 'tenant', actor: 'user/ada', permissions }
    : { level: 'anonymous', actor: 'anonymous', permissions: [] };
  const result = await execute({
    schema: subgraph.schema,
    document,
    variableValues: variables,
    contextValue: { identity },
  });
  return result as Answer;
}

const internals: unknown[] = [];
/** The errors as a client sees them. */
function seen(answer: Answer): { code: unknown; field: unknown; path: unknown; message: string }[] {
  internals.length = 0;
  return (answer.errors ?? [])
    .map((error) => toClientError(error, (cause) => internals.push(cause)))
    .map(({ extensions, path, message }) => ({ code: extensions['code'], field: extensions['field'], path, message }));
}
const codes = (answer: Answer): unknown[] => seen(answer).map(({ code }) => code);

const WRITE =
  'mutation ($text: String!) { writeNote(input: { text: $text }) { note { id text } errors { code field message } } }';
const ENTITIES = 'query ($of: [_Any!]!) { _entities(representations: $of) { ... on Note { id text secret } } }';
const representation = (id: string) => ({ __typename: 'Note', id: encodeId('note', id) });

test('a query needs one of its permissions: without a token it is UNAUTHENTICATED, without the permission FORBIDDEN, and nothing runs', async () => {
  assert.deepEqual(codes(await ask('{ notes { text } }')), ['UNAUTHENTICATED']);
  assert.deepEqual(calls, []);
  const forbidden = await ask('{ notes { text } }', ['billing.read', 'notes', 'notes.readx']);
  assert.deepEqual(codes(forbidden), ['FORBIDDEN']);
  assert.equal(seen(forbidden)[0]!.message, 'This needs the permission notes.read or notes.manage.');
  assert.deepEqual(calls, []);
  for (const permission of ['notes.read', 'notes.manage']) {
    const { errors, data } = await ask('{ notes { text } }', [permission]);
    assert.deepEqual([errors, (data!['notes'] as unknown[]).length, calls], [undefined, 3, ['notes']]);
  }
});

test('a field for known callers needs no permission, one for all needs no token', async () => {
  assert.deepEqual(codes(await ask('{ whoAmI }')), ['UNAUTHENTICATED']);
  assert.deepEqual((await ask('{ whoAmI }', [])).data!['whoAmI'], 'user/ada');
  assert.equal((await ask('{ open }')).data!['open'], 'open');
});

test('a mutation needs its permission, told as an error of the request and not of the payload, and changes nothing', async () => {
  const anonymous = await ask(WRITE, undefined, { text: 'hello' });
  assert.deepEqual([codes(anonymous), anonymous.data?.['writeNote'] ?? null, calls], [['UNAUTHENTICATED'], null, []]);
  const forbidden = await ask(WRITE, ['notes.read'], { text: 'hello' });
  assert.deepEqual([codes(forbidden), forbidden.data?.['writeNote'] ?? null, calls], [['FORBIDDEN'], null, []]);
  const { data } = await ask(WRITE, ['notes.manage'], { text: 'hello' });
  assert.deepEqual(JSON.parse(JSON.stringify(data)), {
    writeNote: { note: { id: encodeId('note', NOTES[0]!.id), text: 'hello' }, errors: [] },
  });
});

test('a field with a permission of its own is refused alone: the rest of the answer stands', async () => {
  const answer = await ask('{ notes { text secret } }', ['notes.read']);
  assert.deepEqual(codes(answer), ['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
  assert.deepEqual(seen(answer)[1]!.path, ['notes', 1, 'secret']);
  assert.deepEqual(
    (answer.data!['notes'] as { text: string; secret: null }[])[1],
    Object.assign(Object.create(null), { text: 'note 1', secret: null }),
  );
  assert.deepEqual(calls, ['notes']);
  const allowed = await ask('{ notes { secret } }', ['notes.manage']);
  assert.deepEqual([allowed.errors, calls.filter((call) => call === 'secret').length], [undefined, 3]);
});

test('through _entities the same fields need the same permissions', async () => {
  const of = [representation(NOTES[0]!.id)];
  const anonymous = await ask(ENTITIES, undefined, { of });
  assert.deepEqual([codes(anonymous), calls], [['UNAUTHENTICATED'], ['reference']]);
  const forbidden = await ask(ENTITIES, ['notes.read'], { of });
  assert.deepEqual([codes(forbidden), seen(forbidden)[0]!.path], [['FORBIDDEN'], ['_entities', 0, 'secret']]);
  const allowed = await ask(ENTITIES, ['notes.manage'], { of });
  assert.deepEqual(JSON.parse(JSON.stringify(allowed.data)), {
    _entities: [{ id: of[0]!.id, text: 'note 0', secret: 'between us' }],
  });
});

test('an entity that is unknown is null, one that fails is an error of its own, and the others of the batch are answered', async () => {
  const of = [
    representation(NOTES[0]!.id),
    representation(newId()),
    representation(NOTES[2]!.id),
    { __typename: 'Note', id: 'note_1' },
    representation(NOTES[1]!.id),
  ];
  const answer = await ask('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Note { text } } }', ['notes.read'], {
    of,
  });
  const entities = answer.data!['_entities'] as ({ text: string } | null)[];
  assert.deepEqual(
    entities.map((entity) => entity?.text ?? null),
    ['note 0', null, null, null, 'note 1'],
  );
  assert.deepEqual(
    seen(answer).map(({ code, path }) => [code, path]),
    [
      ['INTERNAL_ERROR', ['_entities', 2]],
      ['INVALID_ID', ['_entities', 3]],
    ],
  );
});

test('a refusal becomes the payload’s errors, each fault with its code and field', async () => {
  const missing = await ask(WRITE, ['notes.manage'], { text: 'missing' });
  assert.equal(missing.errors, undefined);
  assert.deepEqual(JSON.parse(JSON.stringify(missing.data)), {
    writeNote: { note: null, errors: [{ code: 'NOT_FOUND', field: 'noteId', message: 'The note was not found.' }] },
  });
  const invalid = await ask(WRITE, ['notes.manage'], { text: 'invalid' });
  assert.deepEqual(JSON.parse(JSON.stringify(invalid.data!['writeNote'])), {
    note: null,
    errors: [
      { code: 'TOO_LONG', field: 'text', message: 'The text is too long.' },
      { code: 'REQUIRED', field: 'color', message: 'Name a color.' },
    ],
  });
  for (const fault of ['forbidden', 'unauthenticated'])
    assert.deepEqual(codes(await ask(WRITE, ['notes.manage'], { text: fault })), [fault.toUpperCase()]);
});

test('a refusal of a query is a GraphQL error with code and field', async () => {
  const [error] = seen(await ask('{ notes(fault: "missing") { text } }', ['notes.read']));
  assert.deepEqual([error!.code, error!.field, error!.message], ['NOT_FOUND', 'noteId', 'The note was not found.']);
  const several = seen(await ask('{ notes(fault: "invalid") { text } }', ['notes.read']));
  assert.deepEqual(
    several.map(({ code, field }) => [code, field]),
    [['VALIDATION_FAILED', 'text']],
  );
});

test('an unknown fault is masked, in queries, mutations and entities alike, and given to the log', async () => {
  for (const answer of [
    await ask('{ notes(fault: "unknown") { text } }', ['notes.read']),
    await ask(WRITE, ['notes.manage'], { text: 'unknown' }),
    await ask('query ($of: [_Any!]!) { _entities(representations: $of) { ... on Note { text } } }', [], {
      of: [representation(NOTES[2]!.id)],
    }),
  ]) {
    const errors = seen(answer);
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['INTERNAL_ERROR'],
    );
    assert.doesNotMatch(JSON.stringify(errors), /relation|10\.0\.0\.7|synchronous/);
    assert.equal(internals.length, 1);
  }
});

test('a value that our side cannot put into the answer is masked too: the fault is not the client’s', async () => {
  const queries = ['{ paint(inner: "secret-of-the-database") }', '{ total { count } }', '{ gap { count } }'];
  for (const query of queries) {
    const errors = seen(await ask(query));
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['INTERNAL_ERROR'],
      query,
    );
    assert.doesNotMatch(JSON.stringify(errors), /secret|null/, query);
    assert.equal(internals.length, 1);
  }
});

test('what a client got wrong is told as BAD_USER_INPUT, and a code that an error brings is kept', async () => {
  const wrong = await ask('query ($color: NoteColor!) { color(color: $color) }', [], { color: 'Pink' });
  assert.deepEqual(codes(wrong), ['BAD_USER_INPUT']);
  assert.match(seen(wrong)[0]!.message, /"Pink" does not exist in "NoteColor"/);
  assert.deepEqual(
    codes(
      await ask(
        'query ($text: String!) { writeNote(input: { text: $text }) { errors { code } } }'.replace('query', 'mutation'),
        [],
      ),
    ),
    ['BAD_USER_INPUT'],
  );
  const own = new GraphQLError('No.', { originalError: new GraphQLError('No.', { extensions: { code: 'TOO_COMPLEX' } }) });
  assert.equal(toClientError(own, () => {}).extensions['code'], 'TOO_COMPLEX');
});

test('defaults of enums are the inner values, as arguments, in inputs and in lists, and the given values likewise', async () => {
  const { data } = await ask(
    '{ none: color, one: color(color: Blue, filter: {}), two: color(filter: { color: Yellow, colors: [Blue] }) }',
  );
  assert.deepEqual(
    { ...data },
    {
      none: 'yellow-inside',
      one: 'blue-inside blue-inside yellow-inside blue-inside',
      two: 'yellow-inside yellow-inside blue-inside',
    },
  );
  assert.match(printSchema(subgraph.schema), /color: NoteColor! = Yellow/);
});

test('ids leave in their public form: alone, null and in lists', async () => {
  const { data } = await ask('{ notes { id parentId relatedIds } }', ['notes.read']);
  assert.deepEqual(
    JSON.parse(JSON.stringify(data!['notes'])),
    NOTES.map((note) => ({
      id: encodeId('note', note.id),
      parentId: null,
      relatedIds: note.relatedIds.map((id) => encodeId('note', id)),
    })),
  );
  assert.equal(JSON.stringify(data).includes(NOTES[0]!.id), false);
});

test('the printed schema carries what it enforces', () => {
  const printed = JSON.stringify(subgraph.typeDefs);
  for (const name of ['requiresScopes', 'authenticated', 'key', 'link']) assert.ok(printed.includes(`"${name}"`), name);
});
