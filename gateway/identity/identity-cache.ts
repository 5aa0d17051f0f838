import { LRUCache } from 'lru-cache';
import type { Identity } from '../../contracts/identity/identity.ts';
import type { IpRanges } from '../../platform/identity/ip-ranges.ts';
import { SubjectIndex } from './subject-index.ts';

const CACHE_SIZE = 20_000;

/** Something that is remembered, with what it hangs on. */
export interface Remembered {
  /** What it depends on. */
  subjects: readonly string[];
  /** When it ends by itself, in milliseconds since 1970; infinite when it does not. */
  endsAt: number;
}

/** An identity with what it hangs on. */
export interface ResolvedIdentity extends Remembered {
  identity: Identity;
  /** The networks from which it may be used; undefined for all. */
  networks?: IpRanges | undefined;
}

interface Entry<Answer> {
  answer: Promise<Answer>;
  storedAt: number;
  known: Answer | undefined;
}

/** Remembers identities, or what else hangs on the same subjects, until something that they depend on changes. */
export class IdentityCache<Answer extends Remembered = ResolvedIdentity> {
  private readonly rememberedMs: () => number;
  private readonly now: () => number;
  private readonly entries: LRUCache<string, Entry<Answer>>;
  private readonly bySubject = new SubjectIndex<string>();
  private readonly asking = new Set<string>();

  /** `rememberedMs`: for how long an answer is believed at present. `now`: the wall clock, by which identities end. */
  constructor(options: { rememberedMs: () => number; now: () => number }) {
    this.rememberedMs = options.rememberedMs;
    this.now = options.now;
    this.entries = new LRUCache({
      max: CACHE_SIZE,
      dispose: ({ known }, key) => known && this.bySubject.remove(known.subjects, key),
    });
  }

  /** The identity kept under `key`, or else the answer of `resolve`, which is asked once however many wait for it. */
  async get(key: string, resolve: () => Promise<Answer>): Promise<Answer> {
    const entry = this.entries.get(key);
    if (entry && this.isGood(entry)) return entry.answer;
    return this.ask(key, resolve());
  }

  /** Forgets what depends on one of the subjects; and every answer that is on its way, as it may be older than the change. */
  forget(subjects: readonly string[]): void {
    for (const key of this.bySubject.of(subjects)) this.entries.delete(key);
    for (const key of this.asking) this.entries.delete(key);
  }

  /** Forgets everything. */
  clear(): void {
    this.entries.clear();
  }

  private ask(key: string, answer: Promise<Answer>): Promise<Answer> {
    const entry: Entry<Answer> = { answer, storedAt: performance.now(), known: undefined };
    this.entries.set(key, entry);
    this.asking.add(key);
    answer.then(
      (known) => {
        if (this.entries.peek(key) !== entry) return;
        this.asking.delete(key);
        entry.known = known;
        this.bySubject.add(known.subjects, key);
      },
      // A refusal is not remembered: the next request may come after the token was made good.
      () => {
        if (this.entries.peek(key) !== entry) return;
        this.asking.delete(key);
        this.entries.delete(key);
      },
    );
    return answer;
  }

  private isGood({ storedAt, known }: Entry<Answer>): boolean {
    const isRecent = performance.now() - storedAt <= this.rememberedMs();
    return isRecent && (known === undefined || this.now() < known.endsAt);
  }
}
