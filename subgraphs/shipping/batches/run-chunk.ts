import { Limiter } from '../../../platform/context/limiter.ts';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Batch, BatchRow } from './batch.ts';
import { endRows } from './batch-rows.query.ts';
import { buyRow } from './buy-row.ts';
import { draftRows } from './draft-rows.ts';
import type { RowFailure } from './fail-row.ts';
import { quoteRow } from './quote-row.ts';
import { resolveRows, type ResolvedRow } from './resolve-rows.ts';

/** Rows that carriers are asked for at the same time. */
const CALLS_AT_ONCE = 4;

/** What a chunk came to. */
export interface ChunkOutcome {
  /** For how many rows carriers were asked. */
  calls: number;
  failed: RowFailure[];
}

/** Works on rows of a batch, those that are bought side by side; what became of each is recorded. */
export async function runChunk(context: RequestContext, batch: Batch, rows: readonly BatchRow[]): Promise<ChunkOutcome> {
  const begun = rows.filter(({ status }) => status === 'purchasing');
  const { sound, faulty } = await resolveRows(
    context,
    batch,
    rows.filter(({ status }) => status === 'pending'),
  );
  await endRows(
    context.session,
    faulty.map(({ row, faults }) => ({ id: row.id, status: 'failed', errors: faults })),
  );
  const drafts = sound.filter(({ purchase }) => purchase === 'draft');
  if (drafts.length > 0) await draftRows(context, batch, drafts);
  const failures = await sideBySide([
    ...begun.map((row) => () => buyRow(context, batch, row)),
    ...sound.filter(({ purchase }) => purchase !== 'draft').map((resolved) => () => askCarriers(context, batch, resolved)),
  ]);
  return {
    calls: begun.length + sound.length - drafts.length,
    failed: [...faulty.map(({ row, faults }) => ({ number: row.number, errors: faults })), ...failures],
  };
}

async function askCarriers(context: RequestContext, batch: Batch, resolved: ResolvedRow): Promise<RowFailure | null> {
  const quoted = await quoteRow(context, batch, resolved);
  return quoted && 'status' in quoted ? buyRow(context, batch, quoted) : quoted;
}

async function sideBySide(work: readonly (() => Promise<RowFailure | null>)[]): Promise<RowFailure[]> {
  const limiter = new Limiter(CALLS_AT_ONCE);
  const outcomes = await Promise.all(work.map((each) => limiter.run(each)));
  return outcomes.filter((outcome) => outcome !== null);
}
