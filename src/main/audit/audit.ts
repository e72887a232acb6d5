/**
 * Writes the audit trail: entries are queued, appended to a hash-chained file, and anchored in the keychain. At start the
 * trail is checked against the anchor in the background. Nothing here stops the counter: failures are logged and stand in the
 * next entry as a gap.
 */
import type { AppState } from '#shared/ipc/contract.ts';
import type { ErrorCode } from '#shared/error-codes.ts';
import type { Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { createAnchorWriter } from './anchor-writer.ts';
import { CHAIN_START, formatLine, type ChainHead } from './entry.ts';
import type { ChainProblem } from '#shared/domain/audit-trail.ts';
import { permittedFacts, type AuditEvent } from './events.ts';
import { createAuditKeychain, identifyClerk, type AuditKeychain } from './keychain-items.ts';
import type { Audit, AuditRecord } from './port.ts';
import { openTrail, type OpenedTrail } from './trail-files.ts';
import { verifyTrail } from './verify.ts';

export interface AuditDeps {
  /** Folder of the trail alone. */
  readonly folder: string;
  readonly keychain: Keychain;
  /** '' at work, 'training' in training. */
  readonly scope?: string;
  readonly broken: (notice: NonNullable<AppState['auditNotice']>) => void;
  readonly now: () => number;
  readonly log: Log;
  /** From which size on a new file begins. */
  readonly fileBytes?: number;
  /** After how long an append that failed is tried again, if nothing is recorded meanwhile. */
  readonly retryMs?: number;
}

/** Why something is missing or late before an entry. */
interface Gap {
  readonly code: ErrorCode;
  /** How many entries were lost; 0 when they were only written late or not anchored. */
  readonly entries: number;
}

interface QueuedEntry {
  readonly at: string;
  readonly event: AuditEvent;
  readonly record: AuditRecord;
  readonly gap: Gap | null;
}

const FILE_BYTES = 1024 * 1024;
const RETRY_MS = 30_000;
/** Entries kept in memory while they cannot be written; a counter has a few hundred a day. */
const MAX_QUEUED_ENTRIES = 1_000;
/** Entries written at once: so few that the end of a file is found in the part of it that is read at start. */
const MAX_BATCH = 100;
/** The anchor is written after so many entries at the latest; a kill leaves about as many unanchored. */
const ANCHOR_EVERY = 8;
/** After these events the anchor is written at once: a clerk begins or ends work at the counter. */
const anchoredEvents: readonly AuditEvent[] = [
  'app.started',
  'app.stopped',
  'session.signed-in',
  'session.signed-out',
  'session.ended-by-service',
  'counter.locked',
];

interface Opened {
  readonly trail: OpenedTrail;
  readonly clerkKey: Uint8Array | null;
  /** Answer of the keychain before anything was written. */
  readonly anchor: Result<ChainHead | null>;
}

interface OpenDeps extends Pick<AuditDeps, 'folder' | 'log' | 'fileBytes'> {
  readonly items: AuditKeychain;
  readonly noteGap: (code: ErrorCode, entries?: number) => void;
}

const openAll = async ({ items, noteGap, log, ...deps }: OpenDeps): Promise<Opened> => {
  const key = await items.clerkKey();
  const anchor = await items.readAnchor();
  const failed = [key, anchor].find((item) => !item.ok);
  if (failed?.ok === false) {
    log.warn('audit.keychain-failed', { code: failed.error.code });
    noteGap(failed.error.code);
  }
  const trail = await openTrail({ folder: deps.folder, mostBytes: deps.fileBytes ?? FILE_BYTES });
  if (trail.cutBytes > 0) {
    log.warn('audit.line-cut', { bytes: trail.cutBytes });
    noteGap('STORE-WRITE', 1);
  }
  // A trail without an anchor is suspect: so there is an anchor before the first entry.
  if (anchor.ok && anchor.data === null && trail.files.length === 0)
    await items.writeAnchor(CHAIN_START);
  return { trail, anchor, clerkKey: key.ok ? key.data : null };
};

/** Returns at once; what is recorded before the trail is open waits in the queue. */
export const createAudit = (deps: AuditDeps): Audit => {
  const { log, now } = deps;
  const queue: QueuedEntry[] = [];
  let gap: Gap | null = null;
  let notice: AppState['auditNotice'] = null;
  let head: ChainHead = CHAIN_START;
  let draining: Promise<void> | null = null;
  let retry: NodeJS.Timeout | null = null;
  let isFailing = false;

  const noteGap = (code: ErrorCode, entries = 0): void => {
    gap = { code: gap?.code ?? code, entries: (gap?.entries ?? 0) + entries };
  };
  const items = createAuditKeychain(deps.keychain, deps.scope ?? '');
  const anchors = createAnchorWriter({ keychain: items, failed: noteGap, log });

  const open = async (): Promise<Opened | null> => {
    try {
      const opened = await openAll({ ...deps, items, noteGap });
      const anchor = opened.anchor.ok ? opened.anchor.data : null;
      ({ head } = opened.trail);
      // The end of the trail is missing: its numbers are not given again, so that every later check finds the hole.
      if (anchor && anchor.seq > head.seq) head = anchor;
      return opened;
    } catch (error) {
      log.error('audit.not-opened', { thrown: error });
      return null;
    }
  };
  const opening = open();

  /** Code of the failure; null when it was written. */
  const writeBatch = async ({ trail, clerkKey }: Opened): Promise<ErrorCode | null> => {
    const batch = queue.slice(0, MAX_BATCH);
    let next = head;
    let text = '';
    for (const { at, event, record, gap: before } of batch) {
      const clerk = record.clerk === null ? null : identifyClerk(record.clerk, clerkKey);
      const content = {
        at,
        event,
        clerk,
        ...permittedFacts(record),
        ...(before && { gap: before }),
      };
      const formatted = formatLine(next, content);
      next = formatted.head;
      text += `${formatted.line}\n`;
    }
    const written = await trail.append(head.seq + 1, batch[0]?.at ?? '', text);
    if (!written.ok) return written.error.code;
    queue.splice(0, batch.length);
    head = next;
    const isDue = batch.some(({ event }) => anchoredEvents.includes(event));
    if (isDue || head.seq - anchors.seq() >= ANCHOR_EVERY) void anchors.write(head);
    return null;
  };

  const drainQueue = async (): Promise<void> => {
    try {
      const opened = await opening;
      while (opened && queue.length > 0) {
        const code = await writeBatch(opened);
        if (code === null) {
          if (isFailing) log.info('audit.append-recovered', {});
          isFailing = false;
          continue;
        }
        if (!isFailing) log.error('audit.append-failed', { code, count: queue.length });
        isFailing = true;
        noteGap(code);
        retry ??= setTimeout(() => {
          retry = null;
          void drain();
        }, deps.retryMs ?? RETRY_MS).unref();
        return;
      }
    } finally {
      draining = null;
    }
  };
  const drain = (): Promise<void> => (draining ??= drainQueue());

  const record: Audit['record'] = (event, facts) => {
    if (queue.length >= MAX_QUEUED_ENTRIES) {
      noteGap('STORE-WRITE', 1);
    } else {
      queue.push({ at: new Date(now()).toISOString(), event, record: facts, gap });
      gap = null;
    }
    void drain();
  };

  const reportBreak = (problem: ChainProblem): void => {
    notice = 'AUDIT-BROKEN';
    log.error('audit.broken', { code: notice, problem });
    record('audit.broken', { clerk: null, problem, code: notice });
    deps.broken(notice);
  };

  const verify = async (): Promise<void> => {
    const opened = await opening;
    if (!opened) return;
    const begun = performance.now();
    const { files } = opened.trail;
    const anchor = opened.anchor.ok ? opened.anchor.data : null;
    const { firstBreak, lines } = await verifyTrail({ files, anchor });
    if (firstBreak) {
      // The anchor stays as it is, as evidence: the next start finds the break again.
      reportBreak(firstBreak.problem);
      return;
    }
    if (opened.anchor.ok && anchor === null && files.length > 0) reportBreak('anchor-missing');
    else log.info('audit.verified', { count: lines, ms: Math.round(performance.now() - begun) });
    // An anchor that could not be read must not be replaced.
    if (!opened.anchor.ok) return;
    anchors.allow(anchor ?? CHAIN_START);
    await anchors.write(head);
  };

  return {
    record,
    notice: () => notice,
    verified: verify(),
    stop: async () => {
      // Room for the last entry, where the queue was full.
      await drain();
      record('app.stopped', { clerk: null });
      await drain();
      // A failing append may have been in progress.
      if (queue.length > 0) await drain();
      if (retry) clearTimeout(retry);
      await anchors.write(head);
    },
  };
};
