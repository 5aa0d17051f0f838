import type { z } from 'zod';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { RecordApiRequests } from '../../contracts/operations/usage-operations.ts';

/** What was counted of one organization, or of a tenant's staff, in one mode. */
export type ApiRequestCount = z.infer<typeof RecordApiRequests.input>['counts'][number];

type OperationCount = ApiRequestCount['operations'][number];

// Clients name their operations: nobody gets to make more of them than this in one window.
const MOST_KINDS = 50;
// Sums stay what GraphQL calls an Int, however long billing cannot be reached.
const LARGEST_SUM = 2_147_483_647;
// Keeps a message to billing below its limit of 10 MB, with the most kinds of the longest names.
const MOST_COUNTS_A_BATCH = 500;
// A name as GraphQL has it. Beside a document that could not be read, clients may send anything as its name, also what cannot be stored.
const NAME = /^[_A-Za-z]\w{0,99}$/;
const UNNAMED = '(unnamed)';
const OTHERS = '(others)';

/** An operation that was answered. */
export interface AnsweredOperation {
  identity: Identity;
  operationName: string | undefined;
  /** The code of its first error. */
  errorCode: string | undefined;
  durationMs: number;
  /** What it cost, in the points of demand control. */
  cost: number;
}

/** The operations that were answered since the last one was taken. */
export class UsageWindow {
  private counts = new Map<string, ApiRequestCount>();
  private readonly kinds = new WeakMap<ApiRequestCount, Map<string, OperationCount>>();

  get isEmpty(): boolean {
    return this.counts.size === 0;
  }

  /**
   * Counts an operation for the organization in whose own name it was made; that of staff and partners for their tenant
   * alone, since they are no organization's usage. Operators and strangers belong to no tenant and are not counted.
   */
  add(operation: AnsweredOperation, now: Date): void {
    const { tenant, organizationId, testMode, level } = operation.identity;
    if (tenant === null) return;
    const owner = level === 'organization' ? organizationId : null;
    const key = `${tenant.id} ${owner} ${testMode}`;
    const at = now.toISOString();
    const known = this.counts.get(key);
    const count = known ?? {
      tenantId: tenant.id,
      tenantSchema: tenant.schema,
      organizationId: owner,
      testMode,
      count: 0,
      errors: 0,
      durationMs: 0,
      cost: 0,
      windowStart: at,
      windowEnd: at,
      operations: [],
    };
    if (!known) this.counts.set(key, count);
    count.windowEnd = at;
    count.errors += Number(operation.errorCode !== undefined);
    for (const sum of [count, this.kindOf(count, operation)]) {
      sum.count += 1;
      sum.durationMs = Math.min(sum.durationMs + Math.round(operation.durationMs), LARGEST_SUM);
      sum.cost = Math.min(sum.cost + operation.cost, LARGEST_SUM);
    }
  }

  /** What was counted, in batches of a size that billing takes; begins anew. */
  take(): ApiRequestCount[][] {
    const taken = [...this.counts.values()];
    this.counts = new Map();
    const batches = Math.ceil(taken.length / MOST_COUNTS_A_BATCH);
    return Array.from({ length: batches }, (_, batch) =>
      taken.slice(batch * MOST_COUNTS_A_BATCH, (batch + 1) * MOST_COUNTS_A_BATCH),
    );
  }

  /** How many operations are counted. */
  get total(): number {
    return [...this.counts.values()].reduce((sum, { count }) => sum + count, 0);
  }

  private kindOf(count: ApiRequestCount, { operationName = '', errorCode }: AnsweredOperation): OperationCount {
    const kinds = this.kinds.get(count) ?? new Map<string, OperationCount>();
    this.kinds.set(count, kinds);
    const status = errorCode === undefined ? ('ok' as const) : ('error' as const);
    const facts = { operation: NAME.test(operationName) ? operationName : UNNAMED, status, errorCode: errorCode ?? null };
    const rest = { operation: OTHERS, status, errorCode: null };
    const known = kinds.get(JSON.stringify(facts));
    if (known) return known;
    const kind = kinds.size < MOST_KINDS ? facts : rest;
    const key = JSON.stringify(kind);
    const made = kinds.get(key) ?? { ...kind, count: 0, durationMs: 0, cost: 0 };
    if (!kinds.has(key)) count.operations.push(made);
    kinds.set(key, made);
    return made;
  }
}
