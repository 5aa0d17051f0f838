import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RequestContext } from '../../../platform/context/request-context.ts';
import { DomainError } from '../../../platform/errors/domain-error.ts';
import { newId } from '../../../platform/ids/public-id.ts';
import { Money } from '../../../platform/money/money.ts';
import type { EntityFacts } from '../credits/movement-facts.query.ts';
import { LimitBook } from '../limits/limit-book.ts';
import { OpenLimits } from '../limits/open-limits.ts';
import { SpendBook } from './spend-book.ts';

const now = new Date('2026-03-02T10:00:00Z');
const micros = (count: number): string => (count / 1_000_000).toFixed(6);

function entityWith(remaining: readonly number[]): EntityFacts {
  return {
    entityId: newId(),
    organizationId: newId(),
    entityName: 'Acme',
    currency: 'USD',
    timeZone: 'UTC',
    hasLimits: false,
    status: 'active',
    exhaustionPolicy: 'refuse',
    lowBalanceThreshold: null,
    unspentAfterGrant: '0',
    remaining: '0',
    reserved: '0',
    grants: remaining.map((amount) => ({ id: newId(), kind: 'purchased', remaining: micros(amount) })),
  };
}

test('draws every spend from the front of what is left, to the last millionth, and refuses exactly what is not covered', () => {
  const amount = fc.integer({ min: 1, max: 2_000_000 });
  fc.assert(
    fc.property(fc.array(amount, { maxLength: 6 }), fc.array(amount, { minLength: 1, maxLength: 12 }), (grants, spends) => {
      const entity = entityWith(grants);
      const book = new SpendBook({ entities: [entity], limits: new OpenLimits([], new LimitBook([], [])), earlier: [] }, now);
      const left = [...grants];
      for (const [index, asked] of spends.entries()) {
        const order = {
          context: {} as RequestContext,
          entityId: entity.entityId,
          organizationId: undefined,
          userId: null,
          teamId: null,
        };
        const outcome = book.decide({ ...order, amount: Money.of(micros(asked), 'USD'), reason: 'test', key: `${index}` });
        const isCovered = left.reduce((sum, each) => sum + each, 0) >= asked;
        assert.equal(outcome instanceof DomainError, !isCovered);
        if (outcome instanceof DomainError) continue;
        const expected: [string, string][] = [];
        for (let open = asked, place = 0; open > 0; place += 1) {
          const taken = Math.min(left[place]!, open);
          left[place]! -= taken;
          open -= taken;
          if (taken > 0) expected.push([entity.grants[place]!.id, micros(taken)]);
        }
        const drawn = book.draws.filter(({ spend }) => spend === outcome);
        assert.deepEqual(
          drawn.map((draw) => [draw.grantId, Number(draw.amount).toFixed(6)]),
          expected,
        );
      }
      const taken = [...book.moves.grants.values()].reduce((sum, each) => sum + each.spent.times(1_000_000).toNumber(), 0);
      assert.equal(taken, grants.reduce((sum, each) => sum + each, 0) - left.reduce((sum, each) => sum + each, 0));
    }),
    { numRuns: 500, seed: 11 },
  );
});
