import { DomainError } from '../../../platform/errors/domain-error.ts';

/** No roll-up holds figures by these dimensions together. */
export class UnsupportedGroupByError extends DomainError {
  readonly code = 'UNSUPPORTED_GROUP_BY';

  constructor() {
    super(
      'Addons are not counted by carrier or connection. Group by any of ORGANIZATION, CARRIER, CARRIER_CONNECTION and EVENT_TYPE, or by any of ORGANIZATION, ADDON and EVENT_TYPE; with carrierId only the former.',
      { field: 'groupBy' },
    );
  }
}

/** The groups and their series together have more points than one answer may hold. */
export class TooManyPointsError extends DomainError {
  readonly code = 'TOO_MANY_POINTS';

  constructor(points: { buckets: number; most: number; groups: number }) {
    super(
      `Each group has ${points.buckets} points and an answer holds at most ${points.most}: ask for at most ${points.groups} groups, longer time buckets or fewer days.`,
      { field: 'limit' },
    );
  }
}
