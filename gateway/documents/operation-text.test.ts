import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { GraphQLError } from 'graphql';
import { pino } from 'pino';
import { OperationTexts, type DocumentTrust } from './operation-text.ts';

const VIEWER = '{ viewer { level } }';
const HASH = createHash('sha256').update(VIEWER).digest('hex');
const persisted = (sha256Hash: unknown = HASH, version: unknown = 1): object => ({ persistedQuery: { version, sha256Hash } });

function texts(
  trust: DocumentTrust,
  known: Record<string, string> = {},
): { texts: OperationTexts; logged: { client?: string; sha256: string }[] } {
  const logged: { client?: string; sha256: string }[] = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(JSON.parse(line) as { sha256: string }) });
  return { logged, texts: new OperationTexts({ trust, log, trusted: { find: async (id) => known[id] } }) };
}

async function codeOf(asked: Promise<unknown>): Promise<unknown> {
  const error = await asked.then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof GraphQLError, String(error));
  return [error.extensions['code'], (error.extensions['http'] as { status: number }).status];
}

test('a registered document is found by its id, as documentId or as the hash of a persisted query', async () => {
  for (const trust of ['off', 'warn', 'enforce'] as const) {
    const { texts: found } = texts(trust, { 'viewer-1': VIEWER, [HASH]: VIEWER });
    assert.equal(await found.textOf({ documentId: 'viewer-1' }, undefined), VIEWER);
    assert.equal(await found.textOf({ extensions: persisted() }, undefined), VIEWER);
    assert.deepEqual(await codeOf(found.textOf({ documentId: 'viewer-2' }, undefined)), ['PERSISTED_QUERY_NOT_FOUND', 400]);
  }
});

test('a text that was sent once with its hash is found by the hash; another’s hash is refused', async () => {
  const { texts: remembering } = texts('off');
  assert.deepEqual(await codeOf(remembering.textOf({ extensions: persisted() }, undefined)), ['PERSISTED_QUERY_NOT_FOUND', 200]);
  assert.equal(await remembering.textOf({ query: VIEWER, extensions: persisted() }, undefined), VIEWER);
  assert.equal(await remembering.textOf({ extensions: persisted() }, undefined), VIEWER);
  assert.deepEqual(await codeOf(remembering.textOf({ query: '{ other }', extensions: persisted() }, undefined)), [
    'BAD_REQUEST',
    400,
  ]);
});

test('no more than two thousand texts are remembered: the first are forgotten', async () => {
  const { texts: remembering } = texts('off');
  const sent = Array.from({ length: 2_001 }, (_, index) => `{ field${index} }`);
  const hashes = sent.map((text) => createHash('sha256').update(text).digest('hex'));
  for (const [index, query] of sent.entries())
    await remembering.textOf({ query, extensions: persisted(hashes[index]) }, undefined);
  assert.deepEqual(await codeOf(remembering.textOf({ extensions: persisted(hashes[0]) }, undefined)), [
    'PERSISTED_QUERY_NOT_FOUND',
    200,
  ]);
  assert.equal(await remembering.textOf({ extensions: persisted(hashes[2_000]) }, undefined), '{ field2000 }');
});

test('where documents are enforced a text is refused, and none is remembered', async () => {
  const { texts: enforcing } = texts('enforce');
  assert.deepEqual(await codeOf(enforcing.textOf({ query: VIEWER }, undefined)), ['DOCUMENT_NOT_TRUSTED', 400]);
  assert.deepEqual(await codeOf(enforcing.textOf({ query: VIEWER, extensions: persisted() }, undefined)), [
    'DOCUMENT_NOT_TRUSTED',
    400,
  ]);
  assert.deepEqual(await codeOf(enforcing.textOf({ extensions: persisted() }, undefined)), ['PERSISTED_QUERY_NOT_FOUND', 200]);
});

test('where it only warns, each text of each client is told of once', async () => {
  const { texts: warning, logged } = texts('warn');
  for (const client of ['web', 'web', 'console', undefined, undefined])
    assert.equal(await warning.textOf({ query: VIEWER }, client), VIEWER);
  assert.deepEqual(
    logged.map(({ client, sha256 }) => [client, sha256]),
    [
      ['web', HASH],
      ['console', HASH],
      [undefined, HASH],
    ],
  );
});

test('ids and hashes that are none are refused; neither text nor id is left to whoever comes next', async () => {
  const { texts: strict } = texts('off');
  for (const documentId of ['', 'a b', 'x'.repeat(201), 7, {}])
    assert.deepEqual(await codeOf(strict.textOf({ documentId }, undefined)), ['BAD_REQUEST', 400]);
  for (const extensions of [persisted('abc'), persisted(HASH, 2), persisted({}), persisted(HASH.toUpperCase())])
    assert.deepEqual(await codeOf(strict.textOf({ extensions }, undefined)), ['BAD_REQUEST', 400]);
  for (const parcel of [{}, { query: '' }, { query: null, documentId: null, extensions: null }, { extensions: 'text' }])
    assert.equal(await strict.textOf(parcel, undefined), undefined);
});
