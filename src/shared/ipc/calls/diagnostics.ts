/** Calls of Diagnostics and of the audit trail. */
import * as v from 'valibot';
import { call, leadRate, type CallDeclaration } from '#shared/ipc/declaration.ts';
import type { CallName } from '#shared/ipc/names.ts';
import * as primitives from '#shared/ipc/schemas/primitives.ts';
import * as audit from '#shared/ipc/schemas/audit.ts';
import * as diagnostics from '#shared/ipc/schemas/diagnostics.ts';
import * as files from '#shared/ipc/schemas/files.ts';

export const diagnosticsCalls = {
  /** Scans the whole glass with the selected scanner and detects dust, streaks and uneven light on a blank sheet. */
  'diagnostics.blankSheet': call(primitives.nothing, diagnostics.blankSheet),
  /** Runs all checks of the counter, which takes at most 30 seconds. */
  'diagnostics.checks': call(primitives.nothing, diagnostics.checkRun),
  /** The last run, which may be from an earlier start of the app; null before the first run. */
  'diagnostics.lastChecks': call(primitives.nothing, v.nullable(diagnostics.checkRun)),
  /** Saves the last run as a file. */
  'diagnostics.saveReport': call(files.folderInput, files.savedFile),
  /** Prints the report that the page displays, on the paper of the slips. */
  'diagnostics.printReport': call(
    v.strictObject({ lengthMm: primitives.paperLength }),
    primitives.nothing,
  ),
  /** The public key with which exports of the audit trail are verified. */
  'audit.key': call(primitives.nothing, audit.auditKey),
  'audit.export': call(audit.exportInput, audit.exportedTrail, { rate: leadRate }),
} as const satisfies Partial<Record<CallName, CallDeclaration>>;
