import { z } from 'zod';
import { v7 } from 'uuid'; // planted: import-walls
import type { Money } from '../../platform/money/money.ts'; // planted: import-walls

export const CreditEvent = z.object({ id: z.string().default(v7) });
export type Amount = Money;
