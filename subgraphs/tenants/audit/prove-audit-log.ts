import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Queryable } from '../../../platform/database/session.ts';
import { ValidationError } from '../../../platform/errors/errors.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import { auditSession, chainInView } from './audit-access.ts';
import { sealAfter, type ChainLink } from './audit-chain.ts';
import {
  countUnsealed,
  findChainHash,
  findUnaccountedEntries,
  readChainHead,
  readSeals,
  type ChainHead,
  type ChainScope,
  type CheckedSeal,
} from './audit-seals.query.ts';
import { decodePlace, encodePlace, PROOF_START, type ProofPlace } from './proof-cursor.ts';

const BATCH_SIZE = 5_000;
const LARGEST_STEP = 100_000;
const DIFFERENCES_LISTED = 20;
const MOST_COUNTED = 10_000;

/** What somebody did to the log behind our back. */
export type DifferenceKind = 'altered' | 'removed' | 'inserted' | 'chainBroken' | 'headMismatch';

/** A place where log and chain disagree. */
export interface AuditDifference {
  kind: DifferenceKind;
  /** Null for an entry that no seal knows. */
  position: number | null;
  entryId: Uuid | null;
}

/** A step of a proof. */
export interface ProveAuditLog {
  /** How many entries to check, 1 to 100,000. */
  limit: number;
  /** The cursor that the step before answered; from the beginning by default. */
  after?: string | null | undefined;
  /** A head that was noted down earlier: the chain must still lead through it. */
  knownHead?: { position: number; hash: string } | null | undefined;
}

/** What a step of a proof found. */
export interface AuditProof {
  head: ChainHead;
  /** Seals checked in this step. */
  checked: number;
  /** The position up to which the chain was checked, by this step and those before. */
  checkedThrough: number;
  isComplete: boolean;
  /** For the next step; null once it is complete. */
  cursor: string | null;
  unsealed: number;
  differences: AuditDifference[];
  differenceCount: number;
}

/**
 * Recomputes the chain of the caller's tenant and mode from the stored rows, `limit` entries a step: every entry that was
 * altered, removed or inserted, and every seal that does not follow from the one before, is a difference.
 */
export async function proveAuditLog(context: RequestContext, command: ProveAuditLog): Promise<AuditProof> {
  const { limit } = command;
  if (!Number.isInteger(limit) || limit < 1 || limit > LARGEST_STEP)
    throw ValidationError.of('first', `first must be between 1 and ${LARGEST_STEP}.`);
  const db = auditSession(context);
  const chain = chainInView(context);
  const start = command.after ? decodePlace(command.after) : PROOF_START;
  const differences: AuditDifference[] = command.knownHead ? await checkKnownHead(db, chain, command.knownHead) : [];
  const head = await readChainHead(db, chain);
  const place = await walk(db, chain, { head, start, limit, differences });
  const isComplete = place.position >= head.lastPosition;
  if (isComplete) differences.push(...(await checkEnd(db, chain, head, place)));
  return {
    head,
    checked: place.position - start.position,
    checkedThrough: place.position,
    isComplete,
    cursor: isComplete ? null : encodePlace(place),
    unsealed: await countUnsealed(db, chain, MOST_COUNTED),
    differences: differences.slice(0, DIFFERENCES_LISTED),
    differenceCount: differences.length,
  };
}

interface Walk {
  head: ChainHead;
  start: ProofPlace;
  limit: number;
  differences: AuditDifference[];
}

async function walk(db: Queryable, chain: ChainScope, { head, start, limit, differences }: Walk): Promise<ProofPlace> {
  let place = start;
  let left = limit;
  while (left > 0 && place.position < head.lastPosition) {
    const size = Math.min(left, BATCH_SIZE);
    const seals = await readSeals(db, chain, { after: place.position, upTo: head.lastPosition, limit: size });
    if (seals.length === 0) break;
    differences.push(...differencesOf(place, seals));
    const lastEntryId = seals.reduce<Uuid | null>(
      (highest, seal) => (highest && highest > seal.entryId ? highest : seal.entryId),
      place.lastEntryId,
    );
    if (lastEntryId !== place.lastEntryId)
      differences.push(...(await unaccounted(db, chain, { after: place.lastEntryId, upTo: lastEntryId })));
    place = { ...seals.at(-1)!, lastEntryId };
    left -= seals.length;
  }
  return place;
}

function differencesOf(before: ChainLink, seals: readonly CheckedSeal[]): AuditDifference[] {
  const found: AuditDifference[] = [];
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

async function checkEnd(db: Queryable, chain: ChainScope, head: ChainHead, place: ProofPlace): Promise<AuditDifference[]> {
  const isWhole = head.position === place.position && head.hash.equals(place.hash);
  const broken: AuditDifference = { kind: 'chainBroken', position: head.position, entryId: null };
  return [...(isWhole ? [] : [broken]), ...(await unaccounted(db, chain, { after: place.lastEntryId, upTo: null }))];
}

async function unaccounted(
  db: Queryable,
  chain: ChainScope,
  range: { after: Uuid | null; upTo: Uuid | null },
): Promise<AuditDifference[]> {
  const ids = await findUnaccountedEntries(db, chain, { ...range, limit: MOST_COUNTED });
  return ids.map((entryId) => ({ kind: 'inserted', position: null, entryId }));
}

async function checkKnownHead(
  db: Queryable,
  chain: ChainScope,
  known: { position: number; hash: string },
): Promise<AuditDifference[]> {
  if (!Number.isInteger(known.position) || known.position < 0 || !/^[0-9a-f]{64}$/.test(known.hash))
    throw ValidationError.of(
      'knownHead',
      'A head is a position from 0 on and a hash of 64 hexadecimal digits, as a proof answered them.',
    );
  const hash = await findChainHash(db, chain, known.position);
  return hash?.toString('hex') === known.hash ? [] : [{ kind: 'headMismatch', position: known.position, entryId: null }];
}
