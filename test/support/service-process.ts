import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const READY_WITHIN_MS = 60_000;
const root = join(import.meta.dirname, '../../..');
// Stops the process when the test run that started it is killed.
const LIFELINE = `--import=${pathToFileURL(join(root, 'scripts/bootstrap/lifeline.mjs')).href}`;

/** A process of the platform, started as an operator would start it. */
export class ServiceProcess {
  readonly url: string;
  private readonly child: ChildProcess;
  private readonly exited: Promise<number | NodeJS.Signals>;

  private constructor(child: ChildProcess, exited: Promise<number | NodeJS.Signals>, url: string) {
    this.child = child;
    this.exited = exited;
    this.url = url;
  }

  /** Starts `host/<entry>.ts` and waits until it says where it listens; rejects with what it said when it ends before. */
  static async start(entry: string, args: readonly string[], env: Record<string, string>): Promise<ServiceProcess> {
    const { child, exited, output } = launch(entry, args, env);
    const url = await new Promise<string>((resolve, reject) => {
      const fail = (what: string): void => {
        child.kill('SIGKILL');
        reject(new Error(`${entry} ${args.join(' ')} ${what}:\n${output()}`));
      };
      const timer = setTimeout(() => fail('does not listen'), READY_WITHIN_MS);
      child.stdout!.on('data', () => {
        const listening = /listens at (\S+)/.exec(output())?.[1];
        if (!listening) return;
        clearTimeout(timer);
        resolve(listening);
      });
      void exited.then((code) => {
        clearTimeout(timer);
        fail(`ended with ${code}`);
      });
    });
    return new ServiceProcess(child, exited, url);
  }

  /** Sends the signal and waits for the end; answers the exit code, or the signal that ended it. */
  async end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals> {
    this.child.kill(signal);
    return this.exited;
  }
}

/** Waits for every start, then throws the first failure: what did start is known by then, and can be ended. */
export async function startAll(starts: readonly Promise<void>[]): Promise<void> {
  const failed = (await Promise.allSettled(starts)).find((start) => start.status === 'rejected');
  if (failed) throw failed.reason as Error;
}

/** Runs `host/<entry>.ts` to its end; answers its exit code and everything it said. */
export async function runToEnd(
  entry: string,
  args: readonly string[],
  env: Record<string, string>,
): Promise<{ code: number | NodeJS.Signals; output: string }> {
  const { exited, output } = launch(entry, args, env);
  const code = await exited;
  return { code, output: output() };
}

/** `count` ports that were free a moment ago. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => {
      const server = createServer();
      return new Promise<typeof server>((resolve) => server.listen(0, '127.0.0.1', () => resolve(server)));
    }),
  );
  const ports = servers.map((server) => (server.address() as AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

/** Starts `host/<entry>.ts`; answers the process, how it ends and what it has said so far. */
export function launch(entry: string, args: readonly string[], env: Record<string, string>) {
  // Nothing of the test's own environment goes along: what is not named here has its default.
  const child = spawn(process.execPath, ['--enable-source-maps', LIFELINE, join(root, `dist/host/${entry}.js`), ...args], {
    cwd: root,
    env,
    // The channel is what the lifeline hangs on.
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let text = '';
  child.stdout!.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  child.stderr!.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  const exited = new Promise<number | NodeJS.Signals>((resolve) =>
    child.on('close', (code, signal) => resolve(signal ?? code ?? 1)),
  );
  return { child, exited, output: () => text };
}
