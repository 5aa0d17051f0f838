import type { ExecutionResult } from 'graphql';
import { LRUCache } from 'lru-cache';

/** Longer ago is another moment: something may have changed since, and whoever asks now may have been told of it. */
const SAME_MOMENT_MS = 10;
const TENANTS_REMEMBERED = 10_000;

interface Flight {
  startedAt: number;
  answer: Promise<ExecutionResult>;
  joined: number;
}

/** What a fetch must share with another to be the same. */
export interface FetchIdentity {
  subgraph: string;
  /** Says who asks: fetches of two identities are never one. */
  identityToken: string;
  tenantId: string | undefined;
  query: string;
  variables: Readonly<Record<string, unknown>>;
}

/**
 * Lets equal query fetches of one identity that begin at the same moment share one call. A fetch never joins one that
 * began before a change of its tenant, so that whoever changed something reads it.
 */
export class InFlightFetches {
  private readonly flights = new Map<string, Flight>();
  private readonly changes = new LRUCache<string, number>({ max: TENANTS_REMEMBERED });
  private readonly now: () => number;

  /** `now` tells milliseconds from any beginning. */
  constructor(now: () => number = () => performance.now()) {
    this.now = now;
  }

  /** The answer of an equal fetch that has just begun, or of `begin`. Each caller gets objects of its own. */
  async join(fetch: FetchIdentity, begin: () => Promise<ExecutionResult>): Promise<ExecutionResult> {
    const key = this.keyOf(fetch);
    const now = this.now();
    const known = this.flights.get(key);
    if (known && now - known.startedAt <= SAME_MOMENT_MS) {
      known.joined += 1;
      return structuredClone(plain(await known.answer));
    }
    const flight: Flight = { startedAt: now, answer: begin(), joined: 0 };
    this.flights.set(key, flight);
    try {
      const answer = await flight.answer;
      return flight.joined > 0 ? structuredClone(plain(answer)) : answer;
    } finally {
      if (this.flights.get(key) === flight) this.flights.delete(key);
    }
  }

  /** To be called before and after each change: no query that begins later joins one that began earlier. */
  noteChange(tenantId: string | undefined): void {
    const place = tenantId ?? '';
    this.changes.set(place, (this.changes.get(place) ?? 0) + 1);
  }

  private keyOf({ subgraph, identityToken, tenantId = '', query, variables }: FetchIdentity): string {
    return `${subgraph} ${this.changes.get(tenantId) ?? 0} ${identityToken}\n${JSON.stringify(variables)}\n${query}`;
  }
}

// Errors of a subgraph in this process are objects with methods.
function plain({ data, errors, extensions }: ExecutionResult): ExecutionResult {
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors ? { errors: JSON.parse(JSON.stringify(errors)) as ExecutionResult['errors'] & {} } : {}),
    ...(extensions ? { extensions } : {}),
  };
}
