import { StartupError } from '../platform/errors/startup-error.ts';

const STOP_WITHIN_MS = 15_000;

const shutdownSteps: { what: string; stop: () => Promise<void> }[] = [];
let isStopping = false;

/** Adds a step to the stop; the last one added is the first one done. */
export function onShutdown(what: string, stop: () => Promise<void>): void {
  shutdownSteps.push({ what, stop });
}

/** Runs a process until it is told to stop: what fails on the way up is one clear sentence, Ctrl-C stops cleanly. */
export async function runHost(main: () => Promise<void>): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void shutdown(0));
  try {
    await main();
  } catch (error) {
    if (isStopping) return;
    console.error(`\n✗ ${explain(error)}`);
    await shutdown(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof StartupError) return error.message;
  const { code, port } = error as { code?: string; port?: number };
  if (code === 'EADDRINUSE') return `Port ${port} is taken by another program; set PORT to a free one.`;
  if (code === 'EACCES' && port) return `Port ${port} may not be used by this account; set PORT to one above 1023.`;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

async function shutdown(exitCode: number): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  setTimeout(() => process.exit(exitCode || 1), STOP_WITHIN_MS).unref();
  for (const { what, stop } of shutdownSteps.toReversed()) {
    await stop().catch((error: unknown) => console.error(`✗ ${what} did not stop cleanly: ${(error as Error).message}`));
  }
  process.exit(exitCode);
}
