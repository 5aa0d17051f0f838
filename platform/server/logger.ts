import { pino, type Logger } from 'pino';

/** The process's log: one JSON object a line on stderr, secrets left out. */
export function createLogger(level: string): Logger {
  return pino(
    { level, base: null, redact: ['*.token', '*.password', '*.authorization'] },
    pino.destination({ fd: 2, sync: false }),
  );
}
