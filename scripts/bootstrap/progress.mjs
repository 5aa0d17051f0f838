const HEARTBEAT_TTY_MS = 1_000;
const HEARTBEAT_LOG_MS = 15_000;

const seconds = (startedAt) => `${((performance.now() - startedAt) / 1_000).toFixed(1)} s`;
const line = (name, text, elapsed) => `${name.padEnd(9)} ${text.padEnd(60)} ${elapsed.padStart(8)}`;

/**
 * Runs one phase and leaves one line about it: what it did and how long it took. While it runs, the elapsed seconds
 * are shown, in place on a terminal and as an occasional line in a log. `work` returns the text for the final line.
 */
export async function phase(name, doing, work) {
  const startedAt = performance.now();
  const isTerminal = process.stdout.isTTY === true;
  const show = () =>
    process.stdout.write(
      isTerminal
        ? `\r\u001b[2K${line(name, `${doing} …`, seconds(startedAt))}`
        : `${line(name, `${doing} …`, seconds(startedAt))}\n`,
    );
  show();
  const heartbeat = setInterval(show, isTerminal ? HEARTBEAT_TTY_MS : HEARTBEAT_LOG_MS);
  const finish = (text) => process.stdout.write(`${isTerminal ? '\r\u001b[2K' : ''}${line(name, text, seconds(startedAt))}\n`);
  try {
    finish(await work());
  } catch (error) {
    finish('failed');
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}
