import { organizationTable, tenantModeTable } from '../../../platform/database/migration.ts';

// What is bought on invoice is claimed by the line that bills it, like usage; grace is a date, so that its end needs no clock to be stored.
const CHANGES = `
alter table entities add column grace_ends_at timestamptz;
create index entities_grace on entities (grace_ends_at, id) where status = 'grace';
alter table credit_reservations add column invoice_line_id uuid;
create index credit_reservations_unbilled on credit_reservations (entity_id, settled_at)
  where kind = 'invoiced' and status = 'captured' and invoice_line_id is null;
create index credit_reservations_line on credit_reservations (invoice_line_id, settled_at, id) where invoice_line_id is not null;
`;

/** What is owed: invoices with their lines, the numbers they are issued under, and the attempts to pay them. */
export const INVOICES_AND_PAYMENTS = [
  CHANGES,
  organizationTable(
    'invoices',
    `entity_id uuid not null references entities (id),
  status text not null check (status in ('draft', 'open', 'paid', 'void')),
  number text,
  currency text not null,
  period_start timestamptz not null,
  period_end timestamptz not null,
  total numeric(20,6) not null check (total >= 0),
  bill_to jsonb,
  created_at timestamptz not null,
  finalized_at timestamptz,
  due_at timestamptz,
  paid_at timestamptz,
  voided_at timestamptz,
  first_failure_at timestamptz,
  check (period_start < period_end),
  constraint invoices_issued check ((number is null) = (finalized_at is null) and (number is null) = (due_at is null) and (number is null) = (bill_to is null)),
  constraint invoices_state check (case status when 'draft' then number is null when 'void' then true else number is not null end
    and (status = 'paid') = (paid_at is not null) and (status = 'void') = (voided_at is not null))`,
  ),
  `create unique index invoices_number on invoices (test_mode, number) where number is not null;
create unique index invoices_draft on invoices (entity_id, period_start, period_end) where status = 'draft';
create index invoices_created on invoices (organization_id, test_mode, created_at, id);
create index invoices_total on invoices (organization_id, test_mode, total, id);
create index invoices_tenant_created on invoices (test_mode, created_at, id);
create index invoices_tenant_total on invoices (test_mode, total, id);
create index invoices_entity on invoices (entity_id, created_at, id);
create index invoices_failed on invoices (entity_id, first_failure_at) where status = 'open' and first_failure_at is not null;`,
  organizationTable(
    'invoice_lines',
    `invoice_id uuid not null references invoices (id),
  position int not null,
  kind text not null check (kind in ('usage', 'shipping')),
  event_type text,
  period text,
  is_adjustment boolean not null,
  quantity numeric(20,6) not null,
  unit_price numeric(24,12),
  amount numeric(20,6) not null,
  rate_id uuid,
  rate_version int,
  check ((kind = 'usage') = (event_type is not null) and (kind = 'usage') = (unit_price is not null))`,
  ),
  'create unique index invoice_lines_position on invoice_lines (invoice_id, position);',
  '-- The row is locked from taking a number until the invoice that has it is committed: a number is never lost and never given twice.',
  tenantModeTable(
    'invoice_sequences',
    'issuer text not null,\n  last_number bigint not null,\n  primary key (test_mode, issuer)',
  ),
  organizationTable(
    'payments',
    `invoice_id uuid not null references invoices (id),
  entity_id uuid not null references entities (id),
  amount numeric(20,6) not null check (amount >= 0),
  currency text not null,
  provider text not null,
  payment_method_token text not null,
  status text not null check (status in ('created', 'pending', 'succeeded', 'failed')),
  provider_reference text,
  failure_code text,
  failure_message text,
  idempotency_key text not null,
  created_at timestamptz not null,
  settled_at timestamptz,
  constraint payments_settled check ((status in ('succeeded', 'failed')) = (settled_at is not null) and (status = 'failed') = (failure_code is not null))`,
  ),
  `create unique index payments_idempotency_key on payments (organization_id, test_mode, idempotency_key);
create unique index payments_in_flight on payments (invoice_id) where status in ('created', 'pending');
create index payments_invoice on payments (invoice_id, created_at, id);
create index payments_entity on payments (entity_id);
create index payments_unsent on payments (created_at, id) where status = 'created';`,
  organizationTable(
    'payment_callbacks',
    `payment_id uuid not null references payments (id),
  callback_id text not null,
  outcome text not null check (outcome in ('succeeded', 'failed')),
  received_at timestamptz not null`,
  ),
  'create unique index payment_callbacks_callback on payment_callbacks (payment_id, callback_id);',
].join('\n');
