import type { Logger } from 'pino';

/** The log as Apollo's packages write to it, each level one lower: what they call information is for whoever looks for a fault. */
export function quietLogger(log: Logger): {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
} {
  return {
    debug: (message) => log.trace(message),
    info: (message) => log.debug(message),
    warn: (message) => log.warn(message),
    error: (message) => log.error(message),
  };
}
