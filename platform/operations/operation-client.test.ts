import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z, ZodError } from 'zod';
import {
  OperationClient,
  OperationRefusedError,
  SubgraphUnavailableError,
  type InternalOperation,
  type OperationTransport,
} from './operation-client.ts';

interface Input {
  entityId: string;
  at: Date;
}

const Reserve: InternalOperation<Input, { left: string }> = {
  subgraph: 'billing',
  document: 'mutation Reserve($input: ReserveInput!) { reserve(input: $input) { left errors { code message field } } }',
  field: 'reserve',
  input: z.strictObject({ entityId: z.uuid(), at: z.date() }),
  output: z.object({ left: z.string() }),
};
const input: Input = { entityId: '01900000-0000-7000-8000-000000000001', at: new Date('2026-03-01T12:00:00Z') };

function clientOf(answer: Awaited<ReturnType<OperationTransport>> | Error): {
  client: OperationClient;
  sent: Parameters<OperationTransport>[0][];
} {
  const sent: Parameters<OperationTransport>[0][] = [];
  const client = new OperationClient(async (call) => {
    sent.push(call);
    if (answer instanceof Error) throw answer;
    return answer;
  });
  return { client, sent };
}

async function failureOf(answer: Parameters<typeof clientOf>[0]): Promise<Error> {
  const outcome = await clientOf(answer)
    .client.call(Reserve, input)
    .catch((error: unknown) => error);
  assert.ok(outcome instanceof Error, `it answered ${JSON.stringify(outcome)}`);
  return outcome;
}

test('the input goes out as JSON carries it, and the answer comes back as the contract has it', async () => {
  const { client, sent } = clientOf({ data: { reserve: { left: '12.50', errors: [], extra: 'not in the contract' } } });
  assert.deepEqual(await client.call(Reserve, input), { left: '12.50' });
  const at = '2026-03-01T12:00:00.000Z';
  assert.deepEqual(sent, [{ subgraph: 'billing', document: Reserve.document, variables: { input: { ...input, at } } }]);
});

test('an input against the contract is a fault of the caller’s and sends nothing', async () => {
  const { client, sent } = clientOf({ data: { reserve: { left: '1' } } });
  for (const wrong of [{ ...input, entityId: 'ent_1' }, { ...input, extra: 1 }, { entityId: input.entityId }, null])
    await assert.rejects(client.call(Reserve, wrong as Input), ZodError);
  assert.deepEqual(sent, []);
});

test('an answer against the contract is a fault, never taken for a result', async () => {
  for (const reserve of [null, {}, { left: 12.5 }, { left: null, errors: [] }, 'done', []])
    assert.ok((await failureOf({ data: { reserve } })) instanceof ZodError, JSON.stringify(reserve));
  assert.ok((await failureOf({ data: null })) instanceof ZodError);
  assert.ok((await failureOf({ data: { another: { left: '1' } } })) instanceof ZodError);
});

test('refusals in the payload are passed on with code, message and field', async () => {
  const errors = [
    { code: 'INSUFFICIENT_CREDITS', message: 'There are 3.00 USD left.', field: 'amount' },
    { code: 'VALIDATION_FAILED', message: 'No.', field: null },
  ];
  const refused = await failureOf({ data: { reserve: { left: null, errors } } });
  assert.ok(refused instanceof OperationRefusedError);
  assert.deepEqual(
    [refused.code, refused.message, refused.field],
    ['INSUFFICIENT_CREDITS', 'There are 3.00 USD left.', 'amount'],
  );
  assert.deepEqual(refused.details(), [errors[0], { ...errors[1], field: undefined }]);
});

test('refusals as GraphQL errors are passed on too', async () => {
  const refused = await failureOf({
    errors: [
      { message: 'No such entity.', extensions: { code: 'NOT_FOUND', field: 'entityId' } },
      { message: 'And more.', extensions: {} },
    ],
  });
  assert.ok(refused instanceof OperationRefusedError);
  assert.deepEqual(refused.details(), [
    { code: 'NOT_FOUND', message: 'No such entity.', field: 'entityId' },
    { code: 'REFUSED', message: 'And more.', field: undefined },
  ]);
  // Data that comes beside an error is not taken for an answer.
  const beside = await failureOf({
    data: { reserve: { left: '1' } },
    errors: [{ message: 'No.', extensions: { code: 'FORBIDDEN' } }],
  });
  assert.deepEqual([beside instanceof OperationRefusedError, (beside as OperationRefusedError).code], [true, 'FORBIDDEN']);
});

test('silence, and a fault on the other side, are SUBGRAPH_UNAVAILABLE without the other side’s words', async () => {
  const faults = [
    new Error('connect ECONNREFUSED 10.0.0.7:4004'),
    { errors: [{ message: 'relation "x" does not exist', extensions: { code: 'INTERNAL_ERROR' } }] },
    { errors: [{ message: 'something odd' }] },
    { data: null, errors: [{ message: 'odd', extensions: { code: 7 } }] },
  ];
  for (const fault of faults) {
    const error = await failureOf(fault);
    assert.ok(error instanceof SubgraphUnavailableError);
    assert.deepEqual(error.details(), [
      { code: 'SUBGRAPH_UNAVAILABLE', message: 'billing cannot be reached at the moment; try again.', field: undefined },
    ]);
  }
});
