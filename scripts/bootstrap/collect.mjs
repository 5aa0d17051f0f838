import { spawn } from 'node:child_process';
import { root } from './project.mjs';

/** Runs a command in the project's root and collects what it prints; never throws for an exit code. */
export function collect(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'], ...options });
    let output = '';
    const append = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding('utf8').on('data', append);
    child.stderr.setEncoding('utf8').on('data', append);
    child.on('error', (error) => resolve({ code: 127, output: `${output}${error.message}\n` }));
    child.on('close', (code, signal) => resolve({ code: signal ? 1 : code, output }));
  });
}

/** The last lines of an output. */
export const tail = (output, count = 20) => output.trimEnd().split('\n').slice(-count).join('\n');
