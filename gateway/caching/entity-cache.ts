import { LRUCache } from 'lru-cache';
import { identitySubject } from '../../contracts/identity/identity-changes.ts';
import { KEPT_ENTITIES } from '../../contracts/identity/kept-entities.ts';
import { decodeId } from '../../platform/ids/public-id.ts';
import type { FetchAnswer, FetchSource, PlannedFetch } from '../execution/plan-execution.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { IdentityChangeListener } from '../identity/identity-change-feed.ts';
import { SubjectIndex } from '../identity/subject-index.ts';
import { scopeKey } from '../subscriptions/live-operations.ts';
import { KeptFetches } from './kept-fetch.ts';

const MOST_ENTITIES = 50_000;
// Whatever changes is announced; this only bounds how long something that nobody reads stays in memory.
const KEPT_MS = 60_000;

type Representation = Readonly<Record<string, unknown>>;

interface Kept {
  /** The entity as JSON, so that every reader gets objects of its own. */
  text: string;
  subjects: readonly string[];
}

/**
 * Keeps entities that hardly ever change, for the scope (level, user, tenant, organization, partner, mode, permissions) that asked
 * for them, until something about them is announced or their tenant changes such through this gateway. While announcements are
 * not heard nothing is kept, and live fields always read anew.
 */
export class EntityCache implements IdentityChangeListener {
  private readonly isHeard: () => boolean;
  private readonly bySubject = new SubjectIndex<string>();
  private readonly kept = new LRUCache<string, Kept>({
    max: MOST_ENTITIES,
    ttl: KEPT_MS,
    dispose: ({ subjects }, key) => this.bySubject.remove(subjects, key),
  });
  private changes = 0;

  /** `isHeard`: whether changes are heard of at the moment. */
  constructor(isHeard: () => boolean) {
    this.isHeard = isHeard;
  }

  /** How many entities are kept. */
  get size(): number {
    return this.kept.size;
  }

  onChanged(subjects: readonly string[]): void {
    this.changes += 1;
    for (const key of this.bySubject.of(subjects)) this.kept.delete(key);
  }

  onGap(): void {
    this.changes += 1;
    this.kept.clear();
  }

  /** The source with the cache before it; the source itself when nothing of the subgraph may be kept. */
  before(subgraph: string, source: FetchSource): FetchSource {
    const keptFetches = new KeptFetches(subgraph);
    if (!keptFetches.areAny) return source;
    return {
      fetch: (fetch, context) => {
        if (!fetch.isQuery) {
          const isChange = keptFetches.mayBeChangedBy(fetch.query);
          return isChange ? this.change(subgraph, source, { fetch, context }) : source.fetch(fetch, context);
        }
        const { representations, ...others } = fetch.variables;
        const isKept = Array.isArray(representations) && Object.keys(others).length === 0 && keptFetches.has(fetch.query);
        const isSteady = !context.isLive && keptFetches.areFor(context.identity.permissions);
        if (!isKept || !isSteady || !this.isHeard()) return source.fetch(fetch, context);
        return this.read(source, fetch, { context, representations: representations as Representation[] });
      },
    };
  }

  // Whoever changes something reads it, however long the announcement takes.
  private async change(
    subgraph: string,
    source: FetchSource,
    { fetch, context }: { fetch: PlannedFetch; context: GatewayContext },
  ): Promise<FetchAnswer> {
    try {
      return await source.fetch(fetch, context);
    } finally {
      const tenantId = context.identity.tenant?.id;
      if (tenantId) this.onChanged([madeIn(subgraph, tenantId)]);
      else this.onGap();
    }
  }

  private async read(
    source: FetchSource,
    fetch: PlannedFetch,
    asked: { context: GatewayContext; representations: readonly Representation[] },
  ): Promise<FetchAnswer> {
    const { context, representations } = asked;
    const scope = `${scopeKey(context.identity)}\n${fetch.query}\n`;
    const keys = representations.map((representation) => scope + JSON.stringify(representation));
    const texts = keys.map((key) => this.kept.get(key)?.text);
    const missing = texts.flatMap((text, index) => (text === undefined ? [index] : []));
    const found = texts.map((text) => (text === undefined ? null : (JSON.parse(text) as Record<string, unknown>)));
    if (missing.length === 0) return { data: { _entities: found } };
    const changesBefore = this.changes;
    const variables = { representations: missing.map((index) => representations[index]) };
    const { data, errors } = await source.fetch({ ...fetch, variables }, context);
    const fetched = data?.['_entities'];
    if (!Array.isArray(fetched) || fetched.length !== missing.length) return { data, errors };
    // What was read before a change may be older than it.
    const isFresh = !errors && changesBefore === this.changes && this.isHeard();
    missing.forEach((index, position) => {
      const entity = fetched[position] as Record<string, unknown> | null;
      found[index] = entity;
      if (isFresh && entity) this.keep(keys[index]!, entity, { representation: representations[index]!, context });
    });
    return { data: { ...data, _entities: found }, errors: errors?.map((error) => ({ ...error, ...moved(error.path, missing) })) };
  }

  private keep(key: string, entity: object, about: { representation: Representation; context: GatewayContext }): void {
    const { representation, context } = about;
    const kind = KEPT_ENTITIES[String(representation['__typename'])];
    const tenantId = context.identity.tenant?.id;
    if (!kind || !tenantId) return;
    const subject = identitySubject(kind.subject, decodeId(kind.idPrefix, String(representation['id'])));
    const subjects = [subject, identitySubject('tenant', tenantId), madeIn(kind.subgraph, tenantId)];
    this.kept.set(key, { text: JSON.stringify(entity), subjects });
    this.bySubject.add(subjects, key);
  }
}

// Not a subject that others announce: changes of the tenant at the subgraph that went through this gateway.
const madeIn = (subgraph: string, tenantId: string): string => `changes by ${subgraph} in ${tenantId}`;

function moved(path: readonly (string | number)[] | undefined, missing: readonly number[]): { path?: (string | number)[] } {
  if (!path) return {};
  const [root, position, ...rest] = path;
  return { path: typeof position === 'number' ? [root!, missing[position]!, ...rest] : [...path] };
}
