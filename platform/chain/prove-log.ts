import type { Queryable } from '../database/session.ts';
import { ValidationError } from '../errors/errors.ts';
import type { Uuid } from '../ids/public-id.ts';
import {
  countUnsealed,
  findChainHash,
  findUnaccountedEntries,
  readChainHead,
  readSeals,
  type ChainHead,
  type CheckedSeal,
} from './chain.query.ts';
import type { ChainedLog, ChainScope, EntryRange } from './chained-log.ts';
import { sealAfter, type ChainLink } from './hash-chain.ts';
import { decodePlace, encodePlace, PROOF_START, type ProofPlace } from './proof-cursor.ts';

const BATCH_SIZE = 5_000;
const LARGEST_STEP = 100_000;
const DIFFERENCES_LISTED = 20;
const MOST_COUNTED = 10_000;

/** What somebody did to the log behind our back. */
export type ChainDifferenceKind = 'altered' | 'removed' | 'inserted' | 'chainBroken' | 'headMismatch';

/** A place where log and chain disagree. */
export interface ChainDifference {
  kind: ChainDifferenceKind;
  /** Null for an entry that no seal knows. */
  position: number | null;
  entryId: Uuid | null;
}

/** A step of a proof. */
export interface ProofStep {
  /** How many entries to check, 1 to 100,000. */
  limit: number;
  /** The cursor that the step before answered; from the beginning by default. */
  after?: string | null | undefined;
  /** A head that was noted down earlier: the chain must still lead through it. */
  knownHead?: { position: number; hash: string } | null | undefined;
}

/** What a step of a proof found. */
export interface ChainProof {
  head: ChainHead;
  /** Seals checked in this step. */
  checked: number;
  /** The position up to which the chain was checked, by this step and those before. */
  checkedThrough: number;
  isComplete: boolean;
  /** For the next step; null once it is complete. */
  cursor: string | null;
  unsealed: number;
  differences: ChainDifference[];
  differenceCount: number;
}

/** The log of a tenant and mode, as a session reads it. */
export interface LogInView {
  db: Queryable;
  log: ChainedLog;
  chain: ChainScope;
}

/**
 * Recomputes a chain from the stored rows, `limit` entries a step: every entry that was altered, removed or inserted, and
 * every seal that does not follow from the one before, is a difference.
 */
export async function proveLog(view: LogInView, step: ProofStep): Promise<ChainProof> {
  const { limit } = step;
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_STEP)
    throw ValidationError.of('first', `first must be between 1 and ${LARGEST_STEP}.`);
  const start = step.after ? decodePlace(step.after) : PROOF_START;
  const differences: ChainDifference[] = step.knownHead ? await checkKnownHead(view, step.knownHead) : [];
  const head = await readChainHead(view.db, view.log, view.chain);
  const place = await walk(view, { head, start, limit, differences });
  const isComplete = place.position >= head.lastPosition;
  if (isComplete) differences.push(...(await checkEnd(view, head, place)));
  return {
    head,
    checked: place.position - start.position,
    checkedThrough: place.position,
    isComplete,
    cursor: isComplete ? null : encodePlace(place),
    unsealed: await countUnsealed(view.db, view.log, view.chain, MOST_COUNTED),
    differences: differences.slice(0, DIFFERENCES_LISTED),
    differenceCount: differences.length,
  };
}

interface Walk {
  head: ChainHead;
  start: ProofPlace;
  limit: number;
  differences: ChainDifference[];
}

async function walk(view: LogInView, { head, start, limit, differences }: Walk): Promise<ProofPlace> {
  let place = start;
  let left = limit;
  while (left > 0 && place.position < head.lastPosition) {
    const size = Math.min(left, BATCH_SIZE);
    const range = { after: place.position, upTo: head.lastPosition, limit: size };
    const seals = await readSeals(view.db, view.log, view.chain, range);
    if (seals.length === 0) break;
    differences.push(...differencesOf(place, seals));
    const lastEntryId = seals.reduce<Uuid | null>(
      (highest, seal) => (highest && highest > seal.entryId ? highest : seal.entryId),
      place.lastEntryId,
    );
    if (lastEntryId !== place.lastEntryId)
      differences.push(...(await unaccounted(view, { after: place.lastEntryId, upTo: lastEntryId })));
    place = { ...seals.at(-1)!, lastEntryId };
    left -= seals.length;
  }
  return place;
}

function differencesOf(before: ChainLink, seals: readonly CheckedSeal[]): ChainDifference[] {
  const found: ChainDifference[] = [];
  let link = before;
  for (const seal of seals) {
    const { position, entryId, entryHash, presentHash } = seal;
    const expected = sealAfter(link, seal);
    if (expected.position !== position || !expected.hash.equals(seal.hash))
      found.push({ kind: 'chainBroken', position, entryId });
    if (!presentHash) found.push({ kind: 'removed', position, entryId });
    else if (!presentHash.equals(entryHash)) found.push({ kind: 'altered', position, entryId });
    link = seal;
  }
  return found;
}

async function checkEnd(view: LogInView, head: ChainHead, place: ProofPlace): Promise<ChainDifference[]> {
  const isWhole = head.position === place.position && head.hash.equals(place.hash);
  const broken: ChainDifference = { kind: 'chainBroken', position: head.position, entryId: null };
  return [...(isWhole ? [] : [broken]), ...(await unaccounted(view, { after: place.lastEntryId, upTo: null }))];
}

async function unaccounted(view: LogInView, range: EntryRange): Promise<ChainDifference[]> {
  const ids = await findUnaccountedEntries(view.db, view.log, view.chain, { ...range, limit: MOST_COUNTED });
  return ids.map((entryId) => ({ kind: 'inserted', position: null, entryId }));
}

async function checkKnownHead(view: LogInView, known: { position: number; hash: string }): Promise<ChainDifference[]> {
  if (!Number.isInteger(known.position) || known.position < 0 || !/^[0-9a-f]{64}$/.test(known.hash))
    throw ValidationError.of(
      'knownHead',
      'A head is a position from 0 on and a hash of 64 hexadecimal digits, as a proof answered them.',
    );
  const hash = await findChainHash(view.db, view.log, view.chain, known.position);
  return hash?.toString('hex') === known.hash ? [] : [{ kind: 'headMismatch', position: known.position, entryId: null }];
}
