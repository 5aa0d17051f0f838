import { LRUCache } from 'lru-cache';
import type { LabelOrder, RateInquiry } from '../carrier-exchanges.ts';
import type { Consignment } from '../consignment.ts';

/** What the first line of the recipient's street makes a sandbox carrier do; docs/sandbox.md tells of each. */
export const MAGIC_STREETS = {
  /** Refuses to sell a label. */
  refusesLabel: 'FAIL',
  /** Sells a label for the first parcel and refuses the second. */
  refusesSecond: 'FAIL SECOND',
  /** Sells labels, but its first answer to each order is lost. */
  losesAnswer: 'LOST',
  /** Makes no offer. */
  unserved: 'UNSERVED',
  /** Refuses its first service and offers the others. */
  partial: 'PARTIAL',
  /** Never answers. */
  timeout: 'TIMEOUT',
  /** Fails at every call, without a word. */
  down: 'DOWN',
  /** Fails at the first attempt of every question for rates and answers the second. */
  flaky: 'FLAKY',
  /** Answers what is no answer: charges below zero, a label without content. */
  nonsense: 'NONSENSE',
  /** Answers every offer twice, the second time dearer. */
  twice: 'TWICE',
} as const;

/** Something that goes wrong on demand. */
export type MagicStreet = keyof typeof MAGIC_STREETS;

/** Whether the recipient lives in this magic street. */
export function isMagic(consignment: Pick<Consignment, 'recipient'>, street: MagicStreet): boolean {
  return consignment.recipient.street1.trim().toUpperCase() === MAGIC_STREETS[street];
}

const MOST_LOST_ANSWERS = 1_000;
const failedOnce = new WeakSet<object>();
const lostOnce = new LRUCache<string, true>({ max: MOST_LOST_ANSWERS });

/** Fails, or never answers, when the recipient's street says so. */
export async function obeyStreet(consignment: Pick<Consignment, 'recipient'>, signal: AbortSignal): Promise<void> {
  if (isMagic(consignment, 'timeout')) await untilAborted(signal);
  if (isMagic(consignment, 'down')) throw new Error('the sandbox is down');
}

/** Fails at the first attempt of an inquiry, when the recipient's street says so: every attempt of a call has the same one. */
export function obeyFlakyStreet(inquiry: RateInquiry): void {
  if (!isMagic(inquiry.consignment, 'flaky') || failedOnce.has(inquiry)) return;
  failedOnce.add(inquiry);
  throw new Error('the sandbox failed once');
}

/** Fails once for each shipment, after its labels were sold, when the recipient's street says so. */
export function loseAnswer({ consignment, shipmentId }: LabelOrder): void {
  if (!isMagic(consignment, 'losesAnswer') || lostOnce.has(shipmentId)) return;
  lostOnce.set(shipmentId, true);
  throw new Error('the answer of the sandbox was lost');
}

function untilAborted(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new Error('aborted')), { once: true });
  });
}
