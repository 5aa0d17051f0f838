import type { ErrorDetail } from '../../../platform/errors/domain-error.ts';
import type { Uuid } from '../../../platform/ids/public-id.ts';
import type { AddressInput } from '../addresses/address.ts';
import type { LabelFormat } from '../carriers/carrier-exchanges.ts';
import type { DeliveryOptionsInput } from '../consignments/delivery-options.ts';
import type { CustomsInput } from '../customs/check-customs.ts';
import type { Parcel } from '../rate-sheets/measure-parcels.ts';

/** How many rows a batch has at most. */
export const MOST_ROWS = 10_000;

/** How far a batch is; the last two are ends. */
export type BatchStatus = 'queued' | 'running' | 'cancelling' | 'completed' | 'cancelled';

/** How far a row is; the last three are ends. A row that is being bought is bought to its end, whatever becomes of the batch. */
export type BatchRowStatus = 'pending' | 'purchasing' | 'succeeded' | 'failed' | 'cancelled';

/** What is to become of a row: a draft, or a label of the cheapest service, the fastest, or the one that is named. */
export type PurchaseWish = 'draft' | 'cheapest' | 'fastest' | 'service';

/** What holds for all rows that do not say otherwise. */
export interface BatchSettings {
  purchase: PurchaseWish;
  /** Code of the service that is bought where `purchase` is `service`. */
  service: string | null;
  /** Who pays; null: the default entity of whoever made the batch. */
  entityId: Uuid | null;
  labelFormat: LabelFormat;
  /** The carrier connections that are asked; null: all. */
  connectionIds: Uuid[] | null;
}

/** Shipments that are made together: one a row. */
export interface Batch {
  id: Uuid;
  organizationId: Uuid;
  testMode: boolean;
  name: string | null;
  /** What it was made from; rows of CSV are counted from the header, which is 1, and told of by column. */
  format: 'csv' | 'json';
  status: BatchStatus;
  /** Whether rows are checked and quoted, and nothing is made of them. */
  isDryRun: boolean;
  settings: BatchSettings;
  rowCount: number;
  /** The job of its present or last run. */
  jobId: Uuid;
  actor: string;
  userId: Uuid | null;
  createdAt: Date;
  finishedAt: Date | null;
}

/** What a row asks for, as it was given. */
export interface BatchRowContent {
  reference?: string | null | undefined;
  purchase?: PurchaseWish | null | undefined;
  service?: string | null | undefined;
  shipper?: AddressInput | null | undefined;
  /** The name of a saved address to start at. */
  savedShipper?: string | null | undefined;
  recipient: AddressInput;
  parcels?: Parcel[] | null | undefined;
  /** The name of a parcel template to take in the place of parcels. */
  parcelTemplate?: string | null | undefined;
  options?: DeliveryOptionsInput | null | undefined;
  customs?: CustomsInput | null | undefined;
  metadata?: unknown;
  /** What could not be read of it. */
  faults?: ErrorDetail[] | undefined;
}

/** A row of a batch, and what became of it. */
export interface BatchRow {
  id: Uuid;
  batchId: Uuid;
  number: number;
  status: BatchRowStatus;
  reference: string | null;
  content: BatchRowContent;
  /** Why it failed. */
  errors: ErrorDetail[];
  /** Counts how often it was begun to be bought; each time is a purchase of its own. */
  attempt: number;
  /** How often it failed by a fault of ours in a row. */
  failures: number;
  quoteId: Uuid | null;
  rateId: Uuid | null;
  /** What was chosen. */
  service: string | null;
  carrierCharge: string | null;
  currency: string | null;
  shipmentId: Uuid | null;
}
