import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { identityKeys, IdentitySigner } from '../../platform/identity/identity-token.ts';
import { ALL_ROWS } from './all.rows.ts';
import { attackMutations, attackQueries, type Attack } from './engine/attack.ts';
import { Cells } from './engine/cells.ts';
import { Coverage } from './engine/coverage.ts';
import { Fingerprints } from './engine/fingerprint.ts';
import { leaks } from './engine/planted-leaks.ts';
import { Secrets } from './engine/secrets.ts';
import { askInternals, attackEntities, attackInternals, entitiesIn } from './engine/subgraph-doors.ts';
import { attackSubscriptions, subscribeRightfully } from './engine/subscriptions.ts';
import { trySuspendedEntity, trySuspendedTenant } from './engine/suspension.ts';
import { byReader, callRightfully, targetOperations, type RightfulAnswer, type TargetOperation } from './engine/target.ts';
import { UNREACHED_FIELDS } from './unreached-fields.ts';
import { callersOf, callersOfTest, type Caller } from './world/callers.ts';
import { makeIsolationWorld, type IsolationWorld } from './world/isolation-world.ts';
import type { Side } from './world/side.ts';

let place: IsolationWorld;
let fingerprints: Fingerprints;
const cells = new Cells();
const coverage = new Coverage();
const targets = new Map<Side, TargetOperation[]>();
const answers = new Map<Side, RightfulAnswer[]>();

before(async () => {
  place = await makeIsolationWorld();
  fingerprints = new Fingerprints(place.world);
});
after(() => place.close());

test('every operation of the API has a row, and every row an operation', () => {
  const operations = new Set(place.contract.operations.map(({ name }) => name));
  const missing = [...operations].filter((name) => !ALL_ROWS[name]);
  const left = Object.keys(ALL_ROWS).filter((name) => !operations.has(name));
  assert.deepEqual(missing, [], 'add a row to test/isolation/<subgraph>.rows.ts; test/isolation/README.md says how');
  assert.deepEqual(left, [], 'take these rows out');
});

test('rightful readers are answered on every side', async () => {
  for (const side of [place.owner, place.ownerInTest, place.neighbour, place.foreigner]) {
    const isTarget = side === place.owner || side === place.ownerInTest;
    const made = await targetOperations(place, side, isTarget ? ALL_ROWS : onlyQueries(side));
    targets.set(side, made);
    const answered = await callRightfully(place, ofKind('query', made));
    answers.set(side, answered);
    coverage.note(answered);
  }
});

test('wrong callers are told nothing of live data, and change nothing', async () => {
  for (const caller of await callersOf(place)) await attack(attackOf(place.owner, caller, cells));
  report();
});

test('wrong callers are told nothing of test data, and change nothing', async () => {
  for (const caller of await callersOfTest(place)) await attack(attackOf(place.ownerInTest, caller, cells));
  report();
});

test('a subgraph’s own door is no side door: entities, internal operations, and who may knock at all', async () => {
  const entities = entitiesIn(answers.get(place.owner)!);
  assert.ok(entities.length > 10, `only ${entities.length} entities would be asked for`);
  for (const caller of await callersOf(place)) {
    await attackEntities(attackOf(place.owner, caller, cells), entities);
    await attackInternals(attackOf(place.owner, caller, cells));
  }
  await askInternals(place, cells);
  for (const [name, subgraph] of place.world.marketplace.subgraphs) {
    const others = new IdentitySigner(identityKeys('another secret of forty characters at all').privateKey);
    for (const identityToken of [undefined, '', 'signed', await others.sign({ level: 'internal', permissions: ['internal'] })]) {
      for (const query of ['{ __typename }', '{ nonsense }', '{ _service { sdl } }']) {
        const { data, errors } = await subgraph.execute({ query, identityToken, requestId: 'test' });
        const isRefused = !data && errors?.[0]?.extensions['code'] === 'UNAUTHENTICATED';
        cells.try('unsigned requests', `nobody asks ${name} ${query}`, isRefused ? undefined : JSON.stringify({ data, errors }));
      }
    }
  }
  report();
});

test('the people of a suspended entity read and pay, and do not ship', async () => {
  await trySuspendedEntity(place, place.owner, { targets: targets.get(place.owner)!, cells });
  report();
});

test('nobody of a suspended tenant is answered anything', async () => {
  const { owner, admin, member, developer, testOwner } = place.owner.organization;
  const people = [owner, admin, member, developer, testOwner, place.owner.half.admin, place.owner.half.partner];
  await trySuspendedTenant(place, place.owner, { targets: targets.get(place.owner)!, cells, people });
  report();
});

test('leaks that were planted are found, each while it is in', async () => {
  const callers = await callersOf(place);
  const named = (name: string): Caller => callers.find((caller) => caller.name === name)!;
  const owner = (await callersOf(place)).find(({ name }) => name === 'an admin')!.identity!;
  const wrong = ['the owner of another organization', 'a member', 'the owner in test mode'].map(named);
  const found: string[] = [];
  for (const makeLeak of leaks(place.world, { ...owner, permissions: [...named('the tenant’s administrator').permissions!] })) {
    const leak = makeLeak();
    const planted = new Cells();
    const only = targets.get(place.owner)!.filter(({ operation }) => operation.name === leak.where);
    for (const caller of wrong) {
      await attack(attackOf(place.owner, caller, planted), only);
      const entities = entitiesIn(answers.get(place.owner)!).filter(({ __typename }) => __typename === leak.where.split('.')[0]);
      await attackEntities(attackOf(place.owner, caller, planted), entities);
    }
    leak.takeOut();
    assert.ok(planted.faults.length > 0, `${leak.what} (${leak.where}) is not found`);
    found.push(leak.what);
  }
  assert.equal(found.length, 8);
});

test('rightful callers can make every change, and see all that comes of it', async () => {
  // An invitation is sent again after a minute at the earliest.
  place.clock.advance(61_000);
  for (const side of [place.owner, place.ownerInTest])
    coverage.note(await callRightfully(place, ofKind('mutation', targets.get(side)!)));
  coverage.note(await subscribeRightfully(place, ofKind('subscription', targets.get(place.owner)!)));
});

test('every field of the API was answered to a rightful reader', (context) => {
  context.diagnostic(`isolation: ${cells.summary()}`);
  const missing = coverage.missing(place.contract);
  const listed = Object.keys(UNREACHED_FIELDS);
  assert.deepEqual(
    missing.filter((coordinate) => !listed.includes(coordinate)),
    [],
    'let a row reach these fields, or list them in test/isolation/unreached-fields.ts with the reason',
  );
  assert.deepEqual(
    listed.filter((coordinate) => !missing.includes(coordinate)),
    [],
    'take these out of unreached-fields.ts',
  );
});

function attackOf(owner: Side, caller: Caller, into: Cells): Attack {
  const own = caller.relation === 'neighbour' ? answers.get(place.neighbour)!.map(({ root }) => root) : [];
  const isInsider = caller.relation === 'insider';
  const secrets = isInsider ? undefined : Secrets.of(owner, byReader(answers.get(owner)!), caller, own);
  return { place, owner, caller, secrets, cells: into };
}

async function attack(by: Attack, tried = targets.get(by.owner)!): Promise<void> {
  await attackQueries(by, ofKind('query', tried));
  await attackMutations(by, ofKind('mutation', tried), fingerprints);
  await attackSubscriptions(by, ofKind('subscription', tried));
}

function ofKind(kind: string, tried: readonly TargetOperation[]): TargetOperation[] {
  return tried.filter(({ operation }) => operation.kind === kind);
}

function onlyQueries(side: Side): typeof ALL_ROWS {
  const hasPartner = side.ids.partnerAccount !== '';
  return Object.fromEntries(
    Object.entries(ALL_ROWS).filter(
      ([name, rows]) => name.startsWith('Query.') && (hasPartner || [rows].flat().every(({ as }) => as !== 'partner')),
    ),
  );
}

function report(): void {
  assert.ok(cells.count > 0, 'nothing was tried');
  assert.deepEqual(cells.faults.splice(0), []);
}
