import { writeSync } from 'node:fs';
import { pino } from 'pino';
import { openRoleDatabase } from '../../host/role-database.ts';
import { ManualClock } from '../../platform/context/clock.ts';
import { scopeOf, type RequestContext, type RequestIdentity } from '../../platform/context/request-context.ts';
import { BillingEntityEntity } from '../../subgraphs/billing/entities/billing-entity.entity.ts';
import { CREDIT_MOVEMENTS, type MovementName, type MovementPlace } from './credit-movements.ts';
import { TEST_ROLE_PREFIX, TEST_SECRET } from './test-settings.ts';

/** What a process is told that makes one movement of credits, as JSON in its first argument. */
export interface MortalMovement {
  ownerUrl: string;
  identity: RequestIdentity;
  /** Where its clock stands still. */
  now: string;
  movement: MovementName;
  place: MovementPlace;
  /** It kills itself before the statement of this number (from 0); when there are fewer, after the last, having said `DONE`. */
  diesBefore: number;
}

/** What the process says before it dies after its last statement. */
const DONE = 'done';

const die = (): never => {
  process.kill(process.pid, 'SIGKILL');
  throw new Error('dead');
};

const order = JSON.parse(process.argv[2]!) as MortalMovement;
const access = { ownerUrl: order.ownerUrl, secret: TEST_SECRET, rolePrefix: TEST_ROLE_PREFIX };
const database = openRoleDatabase(access, 'billing', [BillingEntityEntity]);
let statements = 0;
const session = database.session(scopeOf(order.identity), () => {
  if (statements === order.diesBefore) die();
  statements += 1;
});
const context = {
  identity: order.identity,
  session,
  clock: new ManualClock(new Date(order.now)),
  loaders: new Map(),
  log: pino({ level: 'error' }, pino.destination(2)),
  requestId: 'test',
  ipAddress: null,
  userAgent: null,
} as unknown as RequestContext;

await CREDIT_MOVEMENTS[order.movement](context, order.place);
writeSync(process.stdout.fd, DONE);
die();
