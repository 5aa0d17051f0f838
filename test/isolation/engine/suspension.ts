import type { Row } from '../row.ts';
import type { IsolationWorld } from '../world/isolation-world.ts';
import type { Credentials } from '../world/client.ts';
import type { Side } from '../world/side.ts';
import { outcomeOf } from './attempt.ts';
import { eachOf, type Cells } from './cells.ts';
import type { TargetOperation } from './target.ts';

/** While an entity is suspended its people read and pay as before, and are refused what spends. */
export async function trySuspendedEntity(
  { client }: IsolationWorld,
  side: Side,
  { targets, cells }: { targets: readonly TargetOperation[]; cells: Cells },
): Promise<void> {
  const changing = targets.filter(({ row }) => row.isSpending || row.isPaying);
  const fresh = await Promise.all(
    changing.map(async (target) => ({ ...target, variables: await argumentsOf(target.row, side) })),
  );
  const set = (status: string): Promise<unknown> =>
    side.perform('tenantAdmin', 'updateEntity', { entityId: side.ids.entity, status }, 'entity { id }');
  await set('SUSPENDED');
  await side.settle();
  const reading = targets.filter(({ operation, row }) => operation.kind === 'query' && row.as === 'owner');
  await eachOf([...reading, ...fresh], async ({ operation, row, documents, variables }) => {
    const { refusal } = outcomeOf(await client.send(documents[0]!, variables, side.as('owner')));
    const expected = row.isSpending ? 'ENTITY_SUSPENDED' : undefined;
    const fault = refusal === expected ? undefined : `it is ${refusal ?? 'answered'} instead of ${expected ?? 'answered'}`;
    cells.try('while suspended', `the owner of a suspended entity asks ${operation.name}`, fault);
  });
  await set('ACTIVE');
}

/** While a tenant is suspended nobody of it is answered anything. */
export async function trySuspendedTenant(
  { client }: IsolationWorld,
  side: Side,
  { targets, cells, people }: { targets: readonly TargetOperation[]; cells: Cells; people: readonly Credentials[] },
): Promise<void> {
  await side.perform('operator', 'suspendTenant', { id: side.ids.tenant }, 'tenant { id }');
  const tries = targets
    .filter(({ operation, row }) => operation.kind !== 'subscription' && !row.open)
    .flatMap((target) => people.map((credentials) => ({ target, credentials })));
  await eachOf(tries, async ({ target: { operation, documents, variables }, credentials }) => {
    const { refusal, root } = outcomeOf(await client.send(documents[0]!, variables, credentials));
    const fault = refusal === 'TENANT_SUSPENDED' && !root ? undefined : `it is ${refusal ?? 'answered'}`;
    cells.try('while suspended', `somebody of a suspended tenant asks ${operation.name}`, fault);
  });
  await side.perform('operator', 'reactivateTenant', { id: side.ids.tenant }, 'tenant { id }');
}

async function argumentsOf(row: Row, side: Side): Promise<object> {
  return (await row.arguments?.(side)) ?? {};
}
