import { readFile } from 'node:fs/promises';
import type { Client } from 'pg';

const TICKS_PER_SECOND = 100;

/** The CPU time that the backends of this moment have used so far, in microseconds; 0 where there is no /proc. */
export async function databaseCpuMicros(owner: Client): Promise<number> {
  const { rows } = await owner.query<{ pid: number }>(`select pid from pg_stat_activity where backend_type = 'client backend'`);
  const ticks = await Promise.all(rows.map(({ pid }) => ticksOf(pid)));
  return (ticks.reduce((sum, each) => sum + each, 0) * 1_000_000) / TICKS_PER_SECOND;
}

async function ticksOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  const [user = '0', system = '0'] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13);
  return Number(user) + Number(system);
}
