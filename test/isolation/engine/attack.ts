import { randomUUID } from 'node:crypto';
import { encodeId } from '../../../platform/ids/public-id.ts';
import { guardedRows, type Caller } from '../world/callers.ts';
import type { IsolationWorld } from '../world/isolation-world.ts';
import type { Reader, Side } from '../world/side.ts';
import { idsIn, withIds } from './answers.ts';
import { outcomeOf, type Outcome } from './attempt.ts';
import { eachOf, type Cells } from './cells.ts';
import { fulfils } from './contract.ts';
import { changedTables, type Fingerprints } from './fingerprint.ts';
import { schemaOf } from './schema-of.ts';
import { undueFields } from './rulings.ts';
import { OF_BOTH_MODES, type Secrets } from './secrets.ts';
import type { Row } from '../row.ts';
import type { TargetOperation } from './target.ts';

/** A caller before the doors of an owner. */
export interface Attack {
  place: IsolationWorld;
  owner: Side;
  caller: Caller;
  /** What the caller must not be told; an insider's answers are judged by permissions instead. */
  secrets: Secrets | undefined;
  cells: Cells;
}

/** Asks for everything that the owner can read. */
export async function attackQueries(attack: Attack, targets: readonly TargetOperation[]): Promise<void> {
  const tries = targets
    .filter(({ row }) => !row.open && ![row.as, row.also].includes(attack.caller.relation as Reader))
    .flatMap((target) => target.documents.map((document) => ({ target, document })));
  await eachOf(tries, async ({ target, document }) => {
    await tryQuery(attack, { target, document, variables: target.variables });
    const isFreeOfArguments = target.operation.field.args.every(({ type }) => !String(type).endsWith('!'));
    if (isFreeOfArguments && Object.keys(target.variables).length > 0)
      await tryQuery(attack, { target, document, variables: {} });
  });
}

interface QueryTry {
  target: TargetOperation;
  document: string;
  variables: object;
}

async function tryQuery(attack: Attack, { target, document, variables }: QueryTry): Promise<void> {
  const { caller, cells, place } = attack;
  const send = async (arguments_: object): Promise<Outcome> =>
    outcomeOf(await place.client.send(document, arguments_, caller.credentials));
  const outcome = await send(variables);
  const fault =
    judge(attack, target, { outcome, variables }) ??
    (document === target.documents[0] && hidesExistence(attack, target, variables)
      ? await faultOfExistence(variables, outcome, send)
      : undefined);
  cells.try('queries', `${caller.name} asks ${target.operation.name} ${JSON.stringify(variables)}`, fault);
}

/** Tries every change that the owner can make: all of them between two looks at the database. */
export async function attackMutations(
  attack: Attack,
  targets: readonly TargetOperation[],
  fingerprints: Fingerprints,
): Promise<void> {
  const { caller, owner, place, cells } = attack;
  const schema = await schemaOf(place.world, owner.ids.tenant);
  const guarded = guardedRows(owner, caller, schema);
  await place.world.settle();
  const before = await fingerprints.take(guarded);
  const tried = targets.filter(({ row, operation }) => !row.open && !(mayDo(attack, row) && fulfils(operation.rule, caller)));
  for (const target of tried) await tryMutation(attack, target);
  await place.world.settle();
  const changed = changedTables(before, await fingerprints.take(guarded));
  cells.try(
    'looks at the database',
    `${caller.name} after ${tried.length} mutations`,
    changed.length > 0 ? `${changed.join(', ')} changed` : undefined,
  );
}

async function tryMutation(attack: Attack, target: TargetOperation): Promise<void> {
  const { caller, cells, place } = attack;
  const { operation } = target;
  // What strangers may do in their own place, they do with words of their own: the owner's would be found there later.
  const variables = JSON.parse(inOtherWords(JSON.stringify(target.variables), attack.owner)) as object;
  const send = async (arguments_: object): Promise<Outcome> =>
    outcomeOf(await place.client.send(target.documents[0]!, arguments_, caller.credentials));
  const outcome = await send(variables);
  const isAimed = [...idsIn(variables)].some((id) => isHidden(attack, id));
  const mayBeDone = attack.secrets && !isAimed && fulfils(operation.rule, caller);
  const fault =
    outcome.refusal || mayBeDone
      ? (judge(attack, target, { outcome, variables }) ??
        (isAimed && attack.secrets ? await faultOfExistence(variables, outcome, send) : undefined))
      : 'it was done';
  cells.try('mutations', `${caller.name} tries ${operation.name}`, fault);
}

/** What a caller was told, and what it had asked. */
export interface Answered {
  outcome: Outcome;
  variables: object;
}

/** What is wrong with what a caller was told. */
export function judge(attack: Attack, { operation, row }: TargetOperation, { outcome, variables }: Answered): string | undefined {
  const { caller, place, secrets } = attack;
  const told = secrets?.toldBy(outcome.told, variables) ?? [];
  if (told.length > 0) return `it tells ${told.slice(0, 5).join(', ')} in ${JSON.stringify(outcome.told).slice(0, 300)}`;
  const undue = undueFields(place.contract, operation.field.type, outcome.root, caller);
  if (undue.length > 0) return `it answers ${undue.join(', ')}`;
  const isAllowed = fulfils(operation.rule, caller);
  const codes = outcome.errors.map(({ extensions }) => extensions.code);
  if (codes.includes('INTERNAL_ERROR')) return `it fails: ${JSON.stringify(outcome.errors[0])}`;
  if (!isAllowed && !['FORBIDDEN', 'UNAUTHENTICATED'].includes(outcome.refusal ?? ''))
    return `it is not refused for want of a permission, but ${outcome.refusal ?? 'answered'}`;
  const isPersonal = row.as === 'signedIn';
  const isElsewhere = row.isOfWholeTenant && caller.credentials.headers?.['x-organization-id'] !== undefined;
  if (isAllowed && !secrets && operation.kind === 'query' && !isPersonal && !isElsewhere && outcome.refusal === 'FORBIDDEN')
    return `it is refused although the role allows it: ${outcome.errors[0]?.message}`;
  return undefined;
}

/** What is another's must look like what does not exist. */
async function faultOfExistence(
  variables: object,
  outcome: Outcome,
  send: (variables: object) => Promise<Outcome>,
): Promise<string | undefined> {
  const ids = [...idsIn(variables)];
  const invented = new Map(ids.map((id) => [id, encodeId(id.slice(0, id.indexOf('_')), randomUUID())]));
  const named = (id: string): string => {
    const index = [...invented].findIndex((pair) => pair.includes(id));
    return index < 0 ? id : `<id ${index}>`;
  };
  const ofNothing = await send(withIds(variables, (id) => invented.get(id) ?? id));
  const [seen, expected] = [outcome, ofNothing].map(({ told }) => JSON.stringify(withIds(told, named)));
  return seen === expected
    ? undefined
    : `it differs from what does not exist: ${seen?.slice(0, 400)} / ${expected?.slice(0, 400)}`;
}

/** Whether the arguments name what is hidden from the caller, and nothing else. */
function hidesExistence(attack: Attack, { row }: TargetOperation, variables: object): boolean {
  const named = [...idsIn(variables)];
  const isStranger = attack.secrets !== undefined && attack.caller.relation !== row.as;
  return isStranger && named.length > 0 && named.every((id) => isHidden(attack, id));
}

function inOtherWords(text: string, { organization: { mark, tenant } }: Side): string {
  return text.replaceAll(mark, 'xqintruder').replaceAll(tenant.mark, 'xqintruders');
}

/** Whether somebody may act as this reader: then trying would change what others still need. */
function mayDo({ caller: { relation } }: Attack, { as, also }: Row): boolean {
  return relation === 'insider' || (relation === 'operator' && [as, also].includes('operator'));
}

function isHidden({ owner: { ids }, caller }: Attack, id: string): boolean {
  if (caller.relation === 'otherMode') return !OF_BOTH_MODES.test(id);
  return id !== ids.rateSheet && id !== ids.addon && id !== ids.tenant;
}
