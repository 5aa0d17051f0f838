/** Which request a call belongs to, handed on with every call that it leads to. */
export interface CallOrigin {
  requestId: string;
  /** The piece of work that makes the call (W3C trace context). */
  traceparent?: string | undefined;
  /** When whoever asked stops waiting, in milliseconds of `performance.now()`; nobody waits where there is none. */
  deadline?: number | undefined;
}
