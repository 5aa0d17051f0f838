import type { Reader, Side } from './world/side.ts';

/** How an operation is called with arguments that name the owner's rows. */
export interface Row {
  /** Who it is for: must be answered in full. Everybody else is a wrong caller unless the schema's rules let them. */
  as: Reader;
  /** Who else is answered in full. */
  also?: Reader;
  /** Made once before anybody calls; a mutation makes what it changes here, so that it can succeed in the end. */
  arguments?: (side: Side) => object | Promise<object>;
  /** The rightful reader must use live mode. */
  onlyInLiveMode?: true;
  /** The rightful reader must use test mode. */
  onlyInTestMode?: true;
  /** For staff who name no organization: in the name of one it is refused. */
  isOfWholeTenant?: true;
  /** Spends what the organization has: refused while its entity is suspended. */
  isSpending?: true;
  /** Pays what the organization owes: done also while its entity is suspended. */
  isPaying?: true;
  /** Why even the rightful call comes too late; wrong callers try all the same. */
  overtaken?: string;
  /** Why anybody may call it, such as a secret in the arguments; wrong callers do not try it. */
  open?: string;
}

/** The operations of a subgraph, by name, e.g. `Query.invoice`; several rows where one call does not show every field. */
export type Rows = Readonly<Record<string, Row | readonly Row[]>>;

/** The row of a mutation of live mode alone, by its input. */
export function onlyLive(as: Reader, input: (side: Side) => object | Promise<object>): Row {
  return { as, onlyInLiveMode: true, arguments: async (side) => ({ input: await input(side) }) };
}
