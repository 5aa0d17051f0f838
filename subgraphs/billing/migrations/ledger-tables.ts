import { sharedTable } from '../../../platform/database/migration.ts';

/**
 * The ledger: a transaction is one row with both of its sides, so that one which does not balance cannot be written. Rows are
 * inserted and never changed; cause, kind and leg name one, so that a fact posts once. The ids of rows that were written together
 * are numbers in a row from the batch's own id, whose last four digits are zero: a batch is a range of ids.
 */
export const LEDGER = [
  sharedTable(
    'billing.ledger_transactions',
    `id uuid not null,
  kind text not null check (kind ~ '^[a-z_]+[.][a-z_]+$'),
  cause_id uuid not null,
  leg smallint not null check (leg > 0),
  organization_id uuid,
  entity_id uuid,
  debit_account text not null,
  debit_subject_id uuid not null,
  credit_account text not null,
  credit_subject_id uuid not null,
  currency text not null check (currency ~ '^[A-Z]{3}$'),
  amount numeric(20,6) not null,
  occurred_at timestamptz not null,
  primary key (tenant_id, test_mode, cause_id, kind, leg),
  constraint ledger_transactions_balance check (amount > 0 and (debit_account, debit_subject_id) is distinct from (credit_account, credit_subject_id))`,
    { hasMode: true, grants: 'select, insert' },
  ),
  'create unique index ledger_transactions_id on billing.ledger_transactions (tenant_id, test_mode, id);',
  'create index ledger_transactions_entity on billing.ledger_transactions (tenant_id, test_mode, entity_id, id) where entity_id is not null;',
  'create index ledger_transactions_debit on billing.ledger_transactions (tenant_id, test_mode, debit_subject_id, id) where entity_id is null;',
  'create index ledger_transactions_credit on billing.ledger_transactions (tenant_id, test_mode, credit_subject_id, id) where entity_id is null;',
  // The sums of every account up to the end of the chain, moved on by the sealer.
  sharedTable(
    'billing.ledger_balances',
    `account text not null,
  subject_id uuid not null,
  currency text not null,
  entity_id uuid,
  debits numeric(30,6) not null check (debits >= 0),
  credits numeric(30,6) not null check (credits >= 0),
  primary key (tenant_id, test_mode, account, subject_id, currency)`,
    { hasMode: true, grants: 'select, insert, update' },
  ),
  'create index ledger_balances_entity on billing.ledger_balances (tenant_id, test_mode, entity_id);',
  sharedTable(
    'billing.ledger_seals',
    `position bigint not null,
  entry_id uuid not null,
  entry_hash bytea not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, test_mode, position),
  unique (tenant_id, test_mode, entry_id)`,
    { hasMode: true, grants: 'select, insert' },
  ),
  sharedTable(
    'billing.ledger_chains',
    `position bigint not null,
  hash bytea not null,
  sealed_at timestamptz not null,
  primary key (tenant_id, test_mode)`,
    { hasMode: true, grants: 'select, insert, update' },
  ),
  `-- One row a batch, written with it and taken by the sealer. Ids only, and no wall, so that one statement says which tenants have something to be sealed.
create table billing.ledger_unsealed (
  tenant_id uuid not null,
  test_mode boolean not null,
  entry_id uuid not null,
  primary key (tenant_id, test_mode, entry_id)
);
grant select, insert, delete on billing.ledger_unsealed to {{role}};
`,
].join('\n');

// Each line of it is a select of kind, cause, leg, organization, entity, debit side, credit side, currency, amount and moment.
const OPENING_FACTS = `
  select 'credits.opened', g.id, 1, g.organization_id, g.entity_id, case g.kind when 'purchased' then 'external_payments' else 'promotions' end, g.entity_id,
    'credits', g.id, e.currency, g.amount, g.created_at from credit_grants g join entities e on e.id = g.entity_id where g.test_mode = mode
  union all
  select 'credits.opened', g.id, 2, g.organization_id, g.entity_id, 'credits', g.id, 'reserved_credits', g.id, e.currency, g.reserved, now()
    from credit_grants g join entities e on e.id = g.entity_id where g.test_mode = mode
  union all
  select 'credits.opened', g.id, 3, g.organization_id, g.entity_id, 'credits', g.id, 'revenue', g.entity_id, e.currency, g.spent, now()
    from credit_grants g join entities e on e.id = g.entity_id where g.test_mode = mode
  union all
  select 'credits.opened', g.id, 4, g.organization_id, g.entity_id, 'credits', g.id, case g.kind when 'purchased' then 'breakage' else 'promotions' end, g.entity_id,
    e.currency, g.expired, now() from credit_grants g join entities e on e.id = g.entity_id where g.test_mode = mode
  union all
  select 'purchase.invoiced', r.id, 1, r.organization_id, r.entity_id, 'unbilled', r.entity_id, 'revenue', r.entity_id, e.currency, r.captured, r.settled_at
    from credit_reservations r join entities e on e.id = r.entity_id where r.kind = 'invoiced' and r.status = 'captured' and r.test_mode = mode
  union all
  select 'invoice.issued', i.id, row_number() over (partition by i.id order by l.position, side.leg), i.organization_id, i.entity_id, side.debit, i.entity_id,
    side.credit, i.entity_id, i.currency, side.amount, i.finalized_at
    from invoices i join invoice_lines l on l.invoice_id = i.id
    cross join lateral (select coalesce(sum(r.captured), 0) as exact from credit_reservations r where r.invoice_line_id = l.id) bought
    cross join lateral (values (1, 'receivables', 'revenue', case l.kind when 'usage' then l.amount end),
      (2, 'receivables', 'unbilled', case l.kind when 'shipping' then least(l.amount, bought.exact) end),
      (3, 'receivables', 'rounding', case l.kind when 'shipping' then l.amount - bought.exact end),
      (4, 'rounding', 'unbilled', case l.kind when 'shipping' then bought.exact - l.amount end)) as side (leg, debit, credit, amount)
    where i.status in ('open', 'paid') and i.test_mode = mode and side.amount > 0
  union all
  select 'payment.succeeded', p.id, 1, p.organization_id, p.entity_id, 'cash', p.entity_id, 'receivables', p.entity_id, p.currency, p.amount, p.settled_at
    from payments p where p.status = 'succeeded' and p.test_mode = mode`;

const OPENING_ROWS = `
    with facts (kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id, credit_account, credit_subject_id, currency, amount, occurred_at) as (
      ${OPENING_FACTS}
    ), numbered as (
      select *, ('00000000-0000-7000-8000-' || lpad(to_hex(row_number() over (order by cause_id, leg)), 12, '0'))::uuid as id from facts where amount > 0
    ), opened as (
      insert into billing.ledger_transactions (tenant_id, test_mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id,
        credit_account, credit_subject_id, currency, amount, occurred_at)
      select owner_id, mode, id, kind, cause_id, leg, organization_id, entity_id, debit_account, debit_subject_id, credit_account, credit_subject_id, currency,
        amount, occurred_at from numbered
    )
    insert into billing.ledger_unsealed (tenant_id, test_mode, entry_id)
    select distinct owner_id, mode, overlay(id::text placing '0000' from 33)::uuid from numbered;`;

/** Posts what a tenant has from before there was a ledger, so that its books agree from the first day on; a new schema has nothing. */
export const LEDGER_OPENING = `
do $opening$
declare
  owner_id uuid := (select tenant_id from platform.tenant_schemas where schema_name = current_schema());
  mode boolean;
begin
  if owner_id is null then return; end if;
  perform set_config('app.tenant_id', owner_id::text, true), set_config('app.organization_id', '*', true);
  foreach mode in array array[false, true] loop
    perform set_config('app.test_mode', case when mode then 'on' else 'off' end, true);
    ${OPENING_ROWS}
  end loop;
end $opening$;
`;
