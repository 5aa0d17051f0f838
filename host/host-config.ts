import { z } from 'zod';
import { parseIpRange } from '../platform/identity/ip-ranges.ts';
import { s3PlaceOf } from '../platform/objects/s3-store.ts';
import { LIMIT_SETTINGS } from './limit-settings.ts';

const flag = z.enum(['true', 'false']).transform((value) => value === 'true');

/** What the operator can set. Everything has a default but the secret of an outside database. */
export const HostConfig = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  HOST: z.string().default('127.0.0.1'),
  DATA_DIR: z.string().default('.data'),
  DATABASE_URL: z
    .url({
      protocol: /^postgres(ql)?$/,
      error: 'expected a connection string such as postgres://user:password@host:5432/database',
    })
    .optional(),
  WAYBILL_SECRET: z.string().min(32, 'expected at least 32 characters').optional(),
  WAYBILL_FORMER_SECRETS: z
    .string()
    .default('')
    .transform((text) => text.split(',').filter(Boolean)),
  OBJECT_STORE_URL: z
    .string()
    .refine((address) => s3PlaceOf(address) !== undefined, 'expected a bucket such as s3://bucket/prefix?region=eu-central-1')
    .optional(),
  DATABASE_ROLE_PREFIX: z
    .string()
    .regex(/^[a-z][a-z0-9_]{0,30}$/, 'expected lower-case letters, digits and underscores')
    .default('waybill'),
  DATABASE_POOL_SIZE: z.coerce.number().int().min(1).max(100).default(8),
  SUPERGRAPH_FILE: z.string().default('supergraph.yaml'),
  /** Where a gateway of its own reads the composed supergraph; the one of this release when it is left out. */
  SUPERGRAPH_SDL_FILE: z.string().optional(),
  SCHEMA_POOL_SIZE: z.coerce.number().int().min(0).max(1_000).default(10),
  PLATFORM_DOMAIN: z
    .string()
    .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i, 'expected a domain such as waybill.example.com')
    .optional(),
  PLATFORM_HOSTS: z
    .string()
    .regex(/^[a-z0-9.,\s-]*$/i, 'expected host names without ports, separated by commas')
    .optional(),
  TRUSTED_PROXIES: z
    .string()
    .default('')
    .transform((text) =>
      text
        .split(',')
        .map((range) => range.trim())
        .filter(Boolean),
    )
    .refine((ranges) => ranges.every(parseIpRange), 'expected networks such as 10.0.0.0/8, separated by commas'),
  SMTP_URL: z
    .url({ protocol: /^smtps?$/, error: 'expected an address such as smtps://user:password@mail.example.com:465' })
    .optional(),
  MAIL_FROM: z
    .string()
    .regex(/^(?:[^<>\r\n]*<)?[^\s@<>]+@[^\s@<>]+>?$/, 'expected an address such as Waybill <no-reply@example.com>')
    .default('Waybill <no-reply@waybill.example>'),
  REQUEST_BUDGET_MS: z.coerce.number().int().min(100).max(600_000).default(30_000),
  CIRCUIT_FAILURES: z.coerce.number().int().min(1).max(1_000).default(5),
  CIRCUIT_OPEN_MS: z.coerce.number().int().min(100).max(600_000).default(5_000),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, error: 'expected the address of a collector such as http://127.0.0.1:4318' })
    .optional(),
  OTEL_TRACES_SAMPLER_ARG: z.coerce.number().min(0).max(1).default(1),
  METRICS_PORT: z.coerce.number().int().min(0).max(65_535).optional(),
  METRICS_HOST: z.string().default('127.0.0.1'),
  RATE_LIMIT_STORE: z.url({ protocol: /^(postgres(ql)?|rediss?)$/, error: 'expected a postgres:// or redis:// URL' }).optional(),
  TRUSTED_DOCUMENTS: z.enum(['off', 'warn', 'enforce']).default('off'),
  SCHEMA_ACCESS: z.enum(['open', 'permitted']).optional(),
  ...LIMIT_SETTINGS,
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('warn'),
  EXPOSE_STATEMENTS: flag.default(false),
});
export type HostConfig = z.infer<typeof HostConfig>;
