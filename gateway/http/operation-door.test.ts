import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { ManualClock } from '../../platform/context/clock.ts';
import { registerClient, retire } from '../../test/support/client-documents.ts';
import { SocketClient } from '../../test/support/socket-client.ts';
import { startTestGateway, type TestGateway } from '../../test/support/test-gateway.ts';
import { createTestWorld, type TestWorld } from '../../test/support/test-world.ts';

const clock = new ManualClock(new Date('2026-03-02T10:00:00Z'));
const NAMED = 'query Named { __typename }';
const HASH = createHash('sha256').update(NAMED).digest('hex');
const PERSISTED = { persistedQuery: { version: 1, sha256Hash: HASH } };
const JSON_TYPE = { 'content-type': 'application/json' };
let world: TestWorld;
let open: TestGateway;
let enforcing: TestGateway;

before(async () => {
  world = await createTestWorld({ clock });
  open = await startTestGateway(world, clock, { limits: false });
  // One operator is enough for both.
  enforcing = {
    ...(await startTestGateway(world, clock, { limits: false, documentTrust: 'enforce' })),
    operatorToken: open.operatorToken,
  };
  const documents = [
    { id: 'named-1', text: NAMED },
    { id: 'viewer-1', text: 'query Viewer { viewer { level } }' },
  ];
  await registerClient(world, 'console', documents);
});
after(async () => {
  await Promise.all([open.stop(), enforcing.stop()]);
  await world.close();
});

interface Reply {
  status: number;
  data?: unknown;
  code?: string;
  message?: string;
}

async function reply(response: Response): Promise<Reply> {
  const { data, errors } = (await response.json()) as {
    data?: unknown;
    errors?: { message: string; extensions: { code: string } }[];
  };
  return {
    status: response.status,
    ...(data === undefined ? {} : { data }),
    ...(errors?.[0] ? { code: errors[0].extensions.code, message: errors[0].message } : {}),
  };
}

async function post(gateway: TestGateway, body: unknown, headers: Record<string, string> = {}): Promise<Reply> {
  return reply(
    await fetch(gateway.url, {
      method: 'POST',
      headers: { ...JSON_TYPE, ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    }),
  );
}

async function get(
  gateway: TestGateway,
  parameters: Record<string, string>,
  headers: Record<string, string> = JSON_TYPE,
): Promise<Reply> {
  return reply(await fetch(`${gateway.url}?${new URLSearchParams(parameters)}`, { headers }));
}

const ANSWERED: Reply = { status: 200, data: { __typename: 'Query' } };

test('a registered document is served by its id, by POST, GET and over a socket, and only that where documents are enforced', async () => {
  for (const gateway of [open, enforcing]) {
    assert.deepEqual(await post(gateway, { documentId: 'named-1' }), ANSWERED);
    assert.deepEqual(await get(gateway, { documentId: 'named-1' }), ANSWERED);
    const client = await SocketClient.connect(gateway.url, gateway.operatorToken);
    assert.deepEqual(await client.start('', { extensions: { documentId: 'viewer-1' } }).data(), {
      viewer: { level: 'platform' },
    });
    await client.close();
  }
  assert.deepEqual((await post(enforcing, { query: NAMED })).code, 'DOCUMENT_NOT_TRUSTED');
  assert.deepEqual((await get(enforcing, { query: NAMED })).code, 'DOCUMENT_NOT_TRUSTED');
  const client = await SocketClient.connect(enforcing.url, enforcing.operatorToken);
  assert.deepEqual(await client.start(NAMED).refusal(), ['DOCUMENT_NOT_TRUSTED']);
  await client.close();
});

test('an unknown id is refused, and known once it is registered; a retired client’s documents go when no other has them', async () => {
  const documents = [{ id: 'later-1', text: 'query Later { __typename }' }];
  assert.deepEqual(await post(enforcing, { documentId: 'unknown' }), {
    status: 400,
    code: 'PERSISTED_QUERY_NOT_FOUND',
    message: 'PersistedQueryNotFound',
  });
  assert.deepEqual(await registerClient(world, 'web', documents), { added: 1 });
  assert.deepEqual(await registerClient(world, 'app', documents), { added: 0 });
  assert.deepEqual(await post(enforcing, { documentId: 'later-1' }), ANSWERED);
  assert.deepEqual(await retire(world, 'web'), { documents: 1, removed: 0 });
  assert.deepEqual(await retire(world, 'app'), { documents: 1, removed: 1 });
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from tenants.trusted_documents where id = 'later-1'`,
  );
  assert.equal(row!.count, 0);
});

test('an id stands for one text for ever: another is refused and nothing of its manifest is kept', async () => {
  const documents = [
    { id: 'fresh-1', text: '{ a }' },
    { id: 'named-1', text: 'query Other { __typename }' },
  ];
  const registered = registerClient(world, 'other', documents);
  await assert.rejects(registered, { code: 'DOCUMENT_CONFLICT' });
  const [row] = await world.inspect<{ count: number }>(
    `select count(*)::int as count from tenants.trusted_document_clients where client = 'other'`,
  );
  assert.equal(row!.count, 0);
  assert.equal((await post(enforcing, { documentId: 'fresh-1' })).code, 'PERSISTED_QUERY_NOT_FOUND');
});

test('automatic persisted queries: the hash first, then once with the text, from then on by the hash', async () => {
  assert.deepEqual(await post(open, { extensions: PERSISTED }), {
    status: 200,
    code: 'PERSISTED_QUERY_NOT_FOUND',
    message: 'PersistedQueryNotFound',
  });
  assert.deepEqual(await post(open, { query: NAMED, extensions: PERSISTED }), ANSWERED);
  assert.deepEqual(await post(open, { extensions: PERSISTED }), ANSWERED);
  assert.deepEqual(await get(open, { extensions: JSON.stringify(PERSISTED) }), ANSWERED);
  assert.equal((await post(open, { query: '{ __typename }', extensions: PERSISTED })).code, 'BAD_REQUEST');
});

test('batches are refused, and so is what a page of another site could send without asking first', async () => {
  assert.deepEqual(await post(open, [{ query: NAMED }, { query: NAMED }]), {
    status: 400,
    code: 'BATCHING_NOT_SUPPORTED',
    message: 'Send one operation in a request; batches are not served.',
  });
  assert.equal((await post(open, [])).code, 'BATCHING_NOT_SUPPORTED');
  const plain = await get(open, { query: NAMED }, {});
  assert.deepEqual([plain.status, plain.code], [400, 'BAD_REQUEST']);
  assert.match(plain.message ?? '', /Cross-Site Request Forgery/);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])
    assert.ok([400, 415].includes((await post(open, JSON.stringify({ query: NAMED }), { 'content-type': type })).status), type);
  assert.deepEqual(await get(open, { query: NAMED }, { 'apollo-require-preflight': 'true' }), ANSWERED);
});

test('a document beyond the limits of shape is refused by HTTP and over a socket, before it is validated', async () => {
  const deep = `{ viewer ${'{ a '.repeat(20)}${'}'.repeat(20)} }`;
  const refused = {
    status: 400,
    code: 'DOCUMENT_TOO_LARGE',
    message: 'This document has 21 levels of fields; 16 are allowed. Ask in several operations.',
  };
  assert.deepEqual(await post(open, { query: deep }), refused);
  const client = await SocketClient.connect(open.url);
  assert.deepEqual(await client.start(deep).refusal(), ['DOCUMENT_TOO_LARGE']);
  assert.deepEqual(await client.start(`subscription ${deep}`).refusal(), ['DOCUMENT_TOO_LARGE']);
  await client.close();
  const startedAt = performance.now();
  const wide = `{ viewer { ${'level '.repeat(3_900)} } }`;
  assert.equal((await post(open, { query: wide })).code, 'DOCUMENT_TOO_LARGE');
  assert.ok(performance.now() - startedAt < 500);
});

test('variables nested deeper than any field takes, and a host that is none, are refused', async () => {
  const nested = JSON.parse(`${'['.repeat(100)}${']'.repeat(100)}`) as unknown;
  assert.equal((await post(open, { query: NAMED, variables: { nested } })).code, 'BAD_REQUEST');
  const status = await new Promise<number | undefined>((resolve, reject) => {
    const sent = request(open.url, { method: 'POST', headers: { ...JSON_TYPE, host: 'a b' } }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end(JSON.stringify({ query: NAMED }));
  });
  assert.equal(status, 400);
});

test('a mutation by GET is refused with 405', async () => {
  const refused = await get(open, { query: 'mutation { __typename }' });
  assert.deepEqual([refused.status, refused.code], [405, 'BAD_REQUEST']);
});

const HOSTILE = [
  '',
  ' ',
  '{',
  '}',
  '{}',
  '{ }',
  '\0',
  '\u{feff}{ __typename }',
  '{ __typename ',
  'query',
  'fragment F on Query { ...F } { ...F }',
  '{ ...Missing }',
  `{ viewer(id: ${'['.repeat(1_990)}${']'.repeat(1_990)}) { level } }`,
  `{ viewer(id: ${'{a:'.repeat(1_300)}1${'}'.repeat(1_300)}) }`,
  `{ ${'a '.repeat(5_000)} }`,
  'query ($a: Missing!) { __typename }',
  'query ($a: [[[[[Int]]]]]) { __typename }',
  '{ __typename @include(if: $x) }',
  '{ __typename @skip @skip @skip }',
  'subscription { usageMetrics { trackers } }',
  '"""',
  '{ a(b: """) }',
  '{ a(b: "\\u{110000}") }',
  '{ shipment(id: "\\ud800") { id } }',
  '{ shipments(first: 99999999999999999999) { totalCount } }',
  '{ shipments(first: -1, last: -1) { totalCount } }',
  'extend type Query { a: Int }',
  'type Query { a: Int }',
];

test('whatever comes as an operation is answered with GraphQL and never with a fault of ours', async () => {
  const bodies: unknown[] = HOSTILE.map((query) => ({ query }));
  for (const odd of [null, 7, 'text', [], {}, true])
    bodies.push(
      odd,
      { query: odd },
      { query: NAMED, variables: odd },
      { query: NAMED, extensions: odd },
      { query: NAMED, operationName: odd },
      { documentId: odd },
    );
  bodies.push(
    '{"query": "{ __typename }',
    '{"__proto__": {"query": "{ __typename }"}}',
    '{"query":"{__typename}","constructor":{"prototype":{}}}',
    '\u{feff}{}',
    '[[[[',
  );
  for (const body of bodies) {
    const { status } = await post(open, body);
    assert.ok(status < 500, `${status} for ${JSON.stringify(body)?.slice(0, 200)}`);
  }
});

test('random documents, bodies and addresses never make a fault of ours either', async () => {
  const word = fc.constantFrom(
    '{',
    '}',
    '(',
    ')',
    'query',
    'mutation',
    'fragment',
    'on',
    '...',
    'shipments',
    'viewer',
    'first:',
    '1',
    '$a',
    '@skip',
    '(if: true)',
    '"',
    '"""',
    '__schema',
    'edges',
    'node',
    'id',
    '\\',
    '[',
    ']',
    ':',
    '!',
    '=',
    '&',
    '|',
    '#',
    '\n',
  );
  const document = fc.array(word, { maxLength: 60 }).map((words) => words.join(' '));
  await fc.assert(
    fc.asyncProperty(fc.oneof(document, fc.string({ unit: 'binary', maxLength: 200 })), fc.jsonValue(), async (query, odd) => {
      for (const body of [{ query }, { query, variables: odd }, { query: NAMED, variables: odd, extensions: odd }, odd])
        assert.ok((await post(open, body, { authorization: `Bearer ${open.operatorToken}` })).status < 500, JSON.stringify(body));
      assert.ok((await get(open, { query, extensions: JSON.stringify(odd), variables: query })).status < 500);
    }),
    { numRuns: 60 },
  );
  assert.deepEqual(await post(open, { query: NAMED }), ANSWERED);
});
