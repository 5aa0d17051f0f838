import type { ApolloServerPlugin } from '@apollo/server';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Clock } from '../../platform/context/clock.ts';
import type { GatewayContext } from '../gateway-context.ts';
import type { OperationCheck } from '../operations/admit-operation.ts';
import { DEFAULT_ALLOWANCES, type AllowanceTable } from './allowances.ts';
import type { ServedSupergraph } from '../supergraph/served-supergraph.ts';
import { OperationPrices } from './cost/operation-prices.ts';
import { limitsPlugin } from './limits-plugin.ts';
import { OperationLimits } from './operation-limits.ts';
import { MEMORY_STORE, RateLimits, type RateStore } from './rate-limits.ts';
import { introspectionCheck, mayReadSchema, withoutSuggestion, type SchemaReaders } from './schema-readers.ts';
import { suggestionsPlugin } from './suggestions-plugin.ts';

const WINDOW_SECONDS = 60;

/** What limits depend on; everything has a default. */
export interface LimitOptions {
  allowances?: AllowanceTable;
  /** Where points are counted; in this process unless given. */
  rateStore?: RateStore;
  /** How long a window of the rates is; a minute. */
  windowSeconds?: number;
}

/** Answers the errors of what can be no operation as its sender may see them, and charges a point for it. */
export type FaultTeller = (
  faults: readonly GraphQLError[],
  caller: Pick<GatewayContext, 'identity' | 'ipAddress'>,
) => Promise<readonly GraphQLError[]>;

/** What the gateway's limits consist of. */
export interface GatewayLimits {
  checks: readonly OperationCheck[];
  plugins: readonly ApolloServerPlugin<GatewayContext>[];
  /** For ways into the gateway that run no plugins. */
  onFaults: FaultTeller;
}

/** Puts the limits together: cost, rates, and who may read the schema. */
export function createLimits(options: {
  /** What operations are reckoned by; it may be exchanged. */
  supergraph: Pick<ServedSupergraph, 'current'>;
  /** False: nothing is reckoned or charged. */
  limits: LimitOptions | false;
  readers: SchemaReaders;
  clock: Clock;
  log: Logger;
}): GatewayLimits {
  const { supergraph, limits, readers, clock, log } = options;
  const { allowances = DEFAULT_ALLOWANCES, rateStore = MEMORY_STORE, windowSeconds = WINDOW_SECONDS } = limits || {};
  const rates = new RateLimits({ store: rateStore, clock, windowSeconds });
  const operations = new OperationLimits({ prices: pricesOf(supergraph), allowances, rates, log });
  const introspection = introspectionCheck(readers, operations);
  return {
    onFaults: async (faults, caller) => {
      if (limits) await operations.chargeFault(caller);
      return mayReadSchema(readers, caller.identity) ? faults : faults.map(unnamed);
    },
    checks: limits ? [introspection, operations.check] : [introspection],
    plugins: [suggestionsPlugin(readers), ...(limits ? [limitsPlugin(operations)] : [])],
  };
}

// What operations cost under one supergraph is kept for as long as the supergraph is.
function pricesOf(supergraph: Pick<ServedSupergraph, 'current'>): () => OperationPrices {
  const known = new WeakMap<object, OperationPrices>();
  return () => {
    const { current } = supergraph;
    const prices = known.get(current) ?? new OperationPrices(current.sdl, current.schema);
    known.set(current, prices);
    return prices;
  };
}

function unnamed({ message, nodes, source, positions, extensions }: GraphQLError): GraphQLError {
  return new GraphQLError(withoutSuggestion(message), {
    nodes: nodes ?? null,
    source: source ?? null,
    positions: positions ?? null,
    extensions,
  });
}
