import type { RequestContext } from '../../../platform/context/request-context.ts';
import type { Session } from '../../../platform/database/session.ts';

/** What a process does to the world outside itself, counted; from one of them on it is dead. */
export interface Life {
  /** Names of what was done, in order, e.g. `query`, `transaction`, `billing.reserveCredits`. */
  deeds: string[];
}

/** When the process dies: at the deed of this number (from 0), before doing it or after, with the answer lost. */
export interface Death {
  atDeed: number;
  when: 'before' | 'after';
}

/** Every death that somebody who does these deeds can die. */
export function deathsIn(deeds: readonly string[]): Death[] {
  return deeds.flatMap((_, atDeed): Death[] => [
    { atDeed, when: 'before' },
    { atDeed, when: 'after' },
  ]);
}

/** A context whose process dies on the way, as `kill -9` would have it: what is done stays done, nothing more is done or answered. */
export function mortalContext(context: RequestContext, death: Death | null): { context: RequestContext; life: Life } {
  const life: Life = { deeds: [] };
  const deed = async <Answer>(name: string, work: () => Promise<Answer>): Promise<Answer> => {
    const number = life.deeds.push(name) - 1;
    if (death && (number > death.atDeed || (number === death.atDeed && death.when === 'before')))
      throw new Error(`dead before ${name}`);
    const answer = await work();
    // Whatever was under way beside the last deed is done, but nobody hears of it.
    if (death && (number === death.atDeed || life.deeds.length - 1 > death.atDeed)) throw new Error(`dead after ${name}`);
    return answer;
  };
  return { context: mortal(context, deed), life };
}

type Deed = <Answer>(name: string, work: () => Promise<Answer>) => Promise<Answer>;

function mortal(context: RequestContext, deed: Deed): RequestContext {
  const { session, operations, objects } = context;
  const mortalSession = {
    scope: session.scope,
    query: (statement: never) => deed('query', () => session.query(statement)),
    first: (statement: never) => deed('query', () => session.first(statement)),
    transaction: (work: never) => deed('transaction', () => session.transaction(work)),
  };
  const mortalOperations = {
    call: (operation: { subgraph: string; field: string }, input: never) =>
      deed(`${operation.subgraph}.${operation.field}`, () => operations.call(operation as never, input)),
  };
  const mortalObjects = {
    ...objects,
    put: (key: string, content: Buffer) => deed('objects.put', () => objects.put(key, content)),
  };
  return {
    ...context,
    session: mortalSession as unknown as Session,
    operations: mortalOperations as unknown as RequestContext['operations'],
    objects: mortalObjects,
    actAs: (identity) => mortal(context.actAs(identity), deed),
  };
}
