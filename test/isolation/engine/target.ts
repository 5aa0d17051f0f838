import type { Row, Rows } from '../row.ts';
import { rightsOf } from '../world/rights.ts';
import type { Credentials } from '../world/client.ts';
import type { IsolationWorld } from '../world/isolation-world.ts';
import type { Reader, Side } from '../world/side.ts';
import { outcomeOf } from './attempt.ts';
import { eachOf } from './cells.ts';
import { fulfils, type ApiOperation } from './contract.ts';
import { documentsFor } from './selection.ts';

/** An operation with the arguments by which the owner's rows are named. */
export interface TargetOperation {
  operation: ApiOperation;
  row: Row;
  documents: readonly string[];
  variables: object;
  /** The rightful reader's. */
  credentials: Credentials;
}

/** Every operation that has a row for the side's mode, with its arguments made. */
export async function targetOperations(place: IsolationWorld, side: Side, rows: Rows): Promise<TargetOperation[]> {
  const targets: TargetOperation[] = [];
  for (const operation of place.contract.operations) {
    try {
      for (const row of [rows[operation.name] ?? []].flat()) {
        if ((row.onlyInTestMode && !side.testMode) || (row.onlyInLiveMode && side.testMode)) continue;
        const variables = (await row.arguments?.(side)) ?? {};
        // A mutation or subscription that asks for what its caller may not see is not run at all.
        const credentials = side.as(row.as);
        const rights = await rightsOf(place, credentials);
        const documents = documentsFor(operation, (coordinate) => !fulfils(place.contract.rules.get(coordinate), rights));
        targets.push({ operation, row, documents, variables, credentials });
      }
    } catch (error) {
      throw new Error(`the row of ${operation.name} fails: ${(error as Error).message}`, { cause: error });
    }
  }
  return targets;
}

/** What a rightful reader was answered. */
export interface RightfulAnswer {
  target: TargetOperation;
  root: unknown;
}

/** Calls operations as their rightful readers do; throws when one of them is refused. */
export async function callRightfully(place: IsolationWorld, targets: readonly TargetOperation[]): Promise<RightfulAnswer[]> {
  const answers: RightfulAnswer[] = [];
  await eachOf(
    targets.filter(({ row }) => !row.overtaken),
    async (target) => {
      for (const document of target.documents) {
        const outcome = outcomeOf(await place.client.send(document, target.variables, target.credentials));
        const unexpected = outcome.errors.filter(({ extensions }) => extensions.code !== 'FORBIDDEN');
        if (outcome.refusal || outcome.root === null || unexpected.length > 0)
          throw new Error(
            `${target.operation.name} fails for ${target.row.as}: ${JSON.stringify([unexpected, outcome.told]).slice(0, 2000)}`,
          );
        answers.push({ target, root: outcome.root });
      }
    },
    targets[0]?.operation.kind === 'mutation' ? 1 : undefined,
  );
  return answers;
}

/** The answers by reader. */
export function byReader(answers: readonly RightfulAnswer[]): Map<Reader, unknown[]> {
  const sorted = new Map<Reader, unknown[]>();
  for (const { target, root } of answers) sorted.set(target.row.as, [...(sorted.get(target.row.as) ?? []), root]);
  return sorted;
}
