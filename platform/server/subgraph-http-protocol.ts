/** Headers in which a subgraph learns of the client behind the gateway. It believes them because the identity is signed. */
export const CLIENT_ADDRESS_HEADER = 'x-waybill-client-address';
export const CLIENT_AGENT_HEADER = 'x-waybill-client-agent';
export const REQUEST_ID_HEADER = 'x-request-id';

/** How many milliseconds whoever asked will go on waiting. */
export const BUDGET_HEADER = 'x-waybill-budget-ms';

/** The piece of work that asks: W3C trace context. */
export const TRACE_HEADER = 'traceparent';

/** How long callers keep an idle connection. */
export const CALLER_KEEP_ALIVE_MS = 60_000;

/** Longer than the callers': a subgraph that closed first could reset a connection on which a request is already under way. */
export const SUBGRAPH_KEEP_ALIVE_MS = 70_000;

/** Lists of entities grow with the page; a client's own request is limited by the gateway long before. */
export const LARGEST_SUBGRAPH_BODY_BYTES = 10 * 1_048_576;
