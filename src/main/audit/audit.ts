/**
 * Writes the audit trail: entries are queued, appended to a hash-chained file, and anchored in the keychain. At start the
 * trail is verified against the anchor in the background. A failure never blocks work at the counter: it is logged and
 * recorded as a gap in the next entry.
 */
import { stat } from 'node:fs/promises';
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
import { listTrailFiles, openTrail, type TrailWriter } from './trail-files.ts';
import { verifyTrail } from './verify.ts';

export interface AuditDeps {
  /** Folder that contains only the trail. */
  readonly folder: string;
  readonly keychain: Keychain;
  /** Prefix of the keychain items: '' or 'training'. */
  readonly scope?: string;
  readonly onBroken: (notice: NonNullable<AppState['auditNotice']>) => void;
  readonly now: () => number;
  readonly log: Log;
  /** Size at which a new file is started. */
  readonly maxFileBytes?: number;
  /** Delay before a failed append is retried; a new entry retries it earlier. */
  readonly retryMs?: number;
}

/** Entries before this one were lost, delayed or not anchored. */
interface Gap {
  readonly code: ErrorCode;
  /** Number of lost entries; 0 when entries were only delayed or not anchored. */
  readonly entries: number;
}

interface QueuedEntry {
  readonly at: string;
  readonly event: AuditEvent;
  readonly record: AuditRecord;
  readonly gap: Gap | null;
}

const MAX_FILE_BYTES = 1024 * 1024;
const RETRY_MS = 30_000;
/** Entries in memory while they cannot be written; a counter writes a few hundred per day. */
const MAX_QUEUED_ENTRIES = 1_000;
/** Entries per append. A batch must be shorter than the tail of a file that is read at start (`TAIL_BYTES`). */
const MAX_BATCH_ENTRIES = 100;
/** Entries between two writes of the anchor: at most about this many are unanchored after a crash. */
const ANCHOR_INTERVAL_ENTRIES = 8;
/** Events after which the anchor is written immediately, because a clerk starts or ends work at the counter. */
const anchoredEvents: readonly AuditEvent[] = [
  'app.started',
  'app.stopped',
  'session.signed-in',
  'session.signed-out',
  'session.ended-by-service',
  'counter.locked',
];

interface OpenedTrail {
  readonly trail: TrailWriter;
  readonly clerkKey: Uint8Array | null;
  /** Read before anything was written. */
  readonly anchor: Result<ChainHead | null>;
}

interface OpenDeps extends Pick<AuditDeps, 'folder' | 'log' | 'maxFileBytes'> {
  readonly auditKeychain: AuditKeychain;
  readonly addGap: (code: ErrorCode, entries?: number) => void;
}

const openTrailWithKeychain = async ({
  auditKeychain,
  addGap,
  log,
  ...deps
}: OpenDeps): Promise<OpenedTrail> => {
  const clerkKey = await auditKeychain.getOrCreateClerkKey();
  const anchor = await auditKeychain.readAnchor();
  const failed = [clerkKey, anchor].find((item) => !item.ok);
  if (failed?.ok === false) {
    log.warn('audit.keychain-failed', { code: failed.error.code });
    addGap(failed.error.code);
  }
  const trail = await openTrail({
    folder: deps.folder,
    maxBytes: deps.maxFileBytes ?? MAX_FILE_BYTES,
  });
  if (trail.truncatedBytes > 0) {
    log.warn('audit.line-cut', { bytes: trail.truncatedBytes });
    addGap('STORE-WRITE', 1);
  }
  // The anchor is written before the first entry, because a trail without an anchor is reported as broken.
  if (anchor.ok && anchor.data === null && trail.files.length === 0)
    await auditKeychain.writeAnchor(CHAIN_START);
  return { trail, anchor, clerkKey: clerkKey.ok ? clerkKey.data : null };
};

/** Opens the trail in the background; entries recorded before it is open are queued. */
export const createAudit = (deps: AuditDeps): Audit => {
  const { log, now } = deps;
  const queue: QueuedEntry[] = [];
  let gap: Gap | null = null;
  let notice: AppState['auditNotice'] = null;
  let head: ChainHead = CHAIN_START;
  let draining: Promise<void> | null = null;
  let retryTimer: NodeJS.Timeout | null = null;
  let isFailing = false;

  const addGap = (code: ErrorCode, entries = 0): void => {
    gap = { code: gap?.code ?? code, entries: (gap?.entries ?? 0) + entries };
  };
  const auditKeychain = createAuditKeychain(deps.keychain, deps.scope ?? '');
  const anchorWriter = createAnchorWriter({ keychain: auditKeychain, onFailure: addGap, log });

  const open = async (): Promise<OpenedTrail | null> => {
    try {
      const opened = await openTrailWithKeychain({ ...deps, auditKeychain, addGap });
      const anchor = opened.anchor.ok ? opened.anchor.data : null;
      ({ head } = opened.trail);
      // The newest entries of the trail are missing. Their sequence numbers are not reused, so that every later verification
      // finds the gap.
      if (anchor && anchor.seq > head.seq) head = anchor;
      return opened;
    } catch (error) {
      log.error('audit.not-opened', { thrown: error });
      return null;
    }
  };
  const opening = open();

  /** @returns the error code; null on success. */
  const writeBatch = async ({ trail, clerkKey }: OpenedTrail): Promise<ErrorCode | null> => {
    const batch = queue.slice(0, MAX_BATCH_ENTRIES);
    let newHead = head;
    let text = '';
    for (const { at, event, record, gap: gapBefore } of batch) {
      const clerk = record.clerk === null ? null : identifyClerk(record.clerk, clerkKey);
      const content = {
        at,
        event,
        clerk,
        ...permittedFacts(record),
        ...(gapBefore && { gap: gapBefore }),
      };
      const formatted = formatLine(newHead, content);
      newHead = formatted.head;
      text += `${formatted.line}\n`;
    }
    const appended = await trail.append(head.seq + 1, batch[0]?.at ?? '', text);
    if (!appended.ok) return appended.error.code;
    queue.splice(0, batch.length);
    head = newHead;
    const isAnchorDue = batch.some(({ event }) => anchoredEvents.includes(event));
    if (isAnchorDue || head.seq - anchorWriter.anchoredSeq() >= ANCHOR_INTERVAL_ENTRIES)
      void anchorWriter.write(head);
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
        addGap(code);
        retryTimer ??= setTimeout(() => {
          retryTimer = null;
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
      addGap('STORE-WRITE', 1);
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
    deps.onBroken(notice);
  };

  const verifyAtStart = async (): Promise<void> => {
    const opened = await opening;
    if (!opened) return;
    const startedAt = performance.now();
    const { files } = opened.trail;
    const anchor = opened.anchor.ok ? opened.anchor.data : null;
    const { firstBreak, lineCount: lines } = await verifyTrail({ files, anchor });
    if (firstBreak) {
      // The anchor is evidence and is not overwritten, so that the next start reports the break again.
      reportBreak(firstBreak.problem);
      return;
    }
    if (opened.anchor.ok && anchor === null && files.length > 0) reportBreak('anchor-missing');
    else
      log.info('audit.verified', { count: lines, ms: Math.round(performance.now() - startedAt) });
    // An unreadable anchor must not be overwritten.
    if (!opened.anchor.ok) return;
    anchorWriter.enable(anchor ?? CHAIN_START);
    await anchorWriter.write(head);
  };

  return {
    record,
    notice: () => notice,
    verified: verifyAtStart(),
    snapshot: async () => {
      await opening;
      await drain();
      await anchorWriter.write(head);
      const files = await listTrailFiles(deps.folder);
      const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
      return {
        files: files.map((file, index) => ({ file, endOffset: sizes[index] ?? 0 })),
        anchor: await auditKeychain.readAnchor(),
      };
    },
    stop: async () => {
      // Makes room for the last entry when the queue is full.
      await drain();
      record('app.stopped', { clerk: null });
      await drain();
      // The previous call may have joined an append that was already in progress and failed.
      if (queue.length > 0) await drain();
      if (retryTimer) clearTimeout(retryTimer);
      await anchorWriter.write(head);
    },
  };
};
