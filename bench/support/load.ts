import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { LoadOrder, LoadResult } from './load-client.ts';

/** What a load did to the server: rates, latencies and the server's own CPU time. */
export interface LoadFigures {
  requests: number;
  failures: number;
  firstFailure: string | undefined;
  seconds: number;
  requestsPerSecond: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  slowestMs: number;
  /** CPU time of this process (the server) per request. */
  cpuMsPerRequest: number;
  /** SQL statements per operation as the answers told them. */
  statements: { fewest: number; most: number };
  answers: unknown[];
}

/** Sends the bodies from a process of their own, so that the CPU time counted here is the server's alone. */
export async function load(order: LoadOrder): Promise<LoadFigures> {
  const child = fork(fileURLToPath(new URL('./load-client.js', import.meta.url)), {
    serialization: 'advanced',
    execArgv: ['--enable-source-maps'],
  });
  const cpuBefore = process.cpuUsage();
  const result = await new Promise<LoadResult>((resolve, reject) => {
    child.once('message', (message) => resolve(message as LoadResult));
    child.once('exit', (code) => reject(new Error(`the load client ended with ${code}`)));
    child.send(order);
  });
  const cpu = process.cpuUsage(cpuBefore);
  child.removeAllListeners();
  child.kill();
  const latencies = result.latenciesMs.toSorted((left, right) => left - right);
  const at = (share: number): number => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    requests: latencies.length,
    failures: result.failures.length,
    firstFailure: result.failures[0],
    seconds: result.seconds,
    requestsPerSecond: latencies.length / result.seconds,
    p50Ms: at(0.5),
    p95Ms: at(0.95),
    p99Ms: at(0.99),
    slowestMs: latencies.at(-1) ?? 0,
    cpuMsPerRequest: (cpu.user + cpu.system) / 1000 / Math.max(1, latencies.length),
    statements: { fewest: Math.min(...result.statements), most: Math.max(...result.statements) },
    answers: result.answers,
  };
}

/** The figures in one line. */
export function line(name: string, figures: LoadFigures): string {
  const { requestsPerSecond, p50Ms, p99Ms, cpuMsPerRequest, statements, failures, seconds } = figures;
  return `${name}: ${requestsPerSecond.toFixed(0)} req/s, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms, ${cpuMsPerRequest.toFixed(2)} ms CPU/request, ${statements.fewest}–${statements.most} SQL statements, ${failures} failures, ${seconds.toFixed(2)} s`;
}
