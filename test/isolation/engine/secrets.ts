import type { Caller } from '../world/callers.ts';
import type { Reader, Side } from '../world/side.ts';
import { idsIn } from './answers.ts';

/** What the rightful readers of a side were answered, by who they are. */
export type RightfulAnswers = ReadonlyMap<Reader, readonly unknown[]>;

/** Words of an answer that only those it belongs to may know. */
export class Secrets {
  private readonly words: readonly string[];

  private constructor(words: readonly string[]) {
    this.words = words;
  }

  /** Every id and every marked text of the owner, but for what the caller may know. `own`: what the caller is answered about itself. */
  static of(owner: Side, answers: RightfulAnswers, caller: Caller, own: readonly unknown[]): Secrets {
    // What operators are answered is of every tenant.
    const ofOwner = [...answers].flatMap(([reader, answered]) => (reader === 'operator' ? [] : answered));
    const all = [owner.ids, ...ofOwner];
    const known = knownTo(owner, answers, caller, own);
    const marks = marksHiddenFrom(owner, caller);
    const texts = [...leaves(all)].filter((text) => marks.some((mark) => text.includes(mark)));
    const words = new Set([...idsIn(all), ...texts].filter((word) => !known(word)));
    if (words.size < 20) throw new Error(`only ${words.size} secrets would be looked for`);
    return new Secrets([...words]);
  }

  /** Whether the caller must not be told this word. */
  has(word: string): boolean {
    return this.words.includes(word);
  }

  /** The secrets that the answer tells, but for those that the caller itself has sent. */
  toldBy(answer: unknown, sent: unknown): string[] {
    const answered = JSON.stringify(answer ?? null);
    const asked = JSON.stringify(sent ?? null);
    return this.words.filter((word) => answered.includes(JSON.stringify(word).slice(1, -1)) && !asked.includes(word));
  }
}

function marksHiddenFrom(owner: Side, { relation }: Caller): string[] {
  const { tenant, mark } = owner.organization;
  if (relation === 'stranger') return [tenant.mark, mark];
  return relation === 'operator' || relation === 'neighbour' ? [mark] : [owner.mark];
}

const SYSTEM_ROLE = /^rol_0{10}/;
/** Organizations, their people and their tokens are the same in both modes. */
export const OF_BOTH_MODES = /^(?:ten|org|usr|mem|ivt|tok)_/;

function knownTo(owner: Side, answers: RightfulAnswers, caller: Caller, own: readonly unknown[]): (word: string) => boolean {
  const knownToAll = isKnownToAll(owner, caller);
  const known = knownByRelation(owner, answers, caller, own);
  return (word) => knownToAll(word) || known(word);
}

// Everybody has the platform's own roles; the tenant's roles, packages of credits, meters, rate sheets and common addons are all its organizations'.
function isKnownToAll(owner: Side, { relation, knows }: Caller): (word: string) => boolean {
  if (relation === 'stranger' || relation === 'operator') return (word) => SYSTEM_ROLE.test(word) || knows.includes(word);
  const shared = [owner.ids.tenant, owner.ids.rateSheet, owner.ids.addon, ...knows];
  const common = ['rol', ...(relation === 'otherMode' ? [] : ['crk', 'mtr']), ...(relation === 'neighbour' ? ['rsh'] : [])];
  const isCommon = new RegExp(`^(?:${common.join('|')})_`);
  return (word) => isCommon.test(word) || shared.includes(word);
}

function knownByRelation(
  owner: Side,
  answers: RightfulAnswers,
  { relation }: Caller,
  own: readonly unknown[],
): (word: string) => boolean {
  if (relation === 'otherMode') return (word) => OF_BOTH_MODES.test(word);
  if (relation === 'neighbour') {
    const ofOwner = idsIn([answers.get('owner'), answers.get('partner')]);
    const ofCaller = idsIn(own);
    return (word) => ofCaller.has(word) && !ofOwner.has(word);
  }
  if (relation === 'operator' || relation === 'partner') {
    const told = answers.get(relation) ?? [];
    const known = new Set([owner.ids.tenant, ...idsIn(told), ...leaves(told)]);
    return (word) => known.has(word);
  }
  return () => false;
}

function* leaves(value: unknown): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (value !== null && typeof value === 'object') for (const each of Object.values(value)) yield* leaves(each);
}
