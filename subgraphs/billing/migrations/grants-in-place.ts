/**
 * Whether a grant has something left, as a column: by it, and not by the amount, the partial indexes know which grants they hold. A
 * spend then changes nothing that is indexed, so that its row is updated in place, without a new entry in each index.
 */
export const GRANTS_IN_PLACE = `
alter table credit_grants add column has_left boolean generated always as (remaining > 0) stored;
drop index credit_grants_burn_down;
drop index credit_grants_expiry;
drop index credit_grants_expiring;
create index credit_grants_burn_down on credit_grants (entity_id, priority, expires_at, created_at, id) where has_left;
create index credit_grants_expiry on credit_grants (expires_at, entity_id) where has_left;
create index credit_grants_expiring on credit_grants (expires_at, id) where has_left and expiry_announced_at is null;
alter table credit_grants set (fillfactor = 70);
alter table credit_balances set (fillfactor = 50);
`;
