/**
 * Signed export of the audit trail for auditors. The first line of the file describes the counter, the lines of the trail
 * follow unchanged, and the last line has the entry count, the head of the chain, the anchor and a signature over the file.
 */
import { timeStamp } from '#shared/domain/file-stamp.ts';
import { ok, type Result } from '#shared/result.ts';
import type { Keychain } from '#main/keychain/port.ts';
import type { Log } from '#main/log/log.ts';
import { CHAIN_START, parseLine, type ChainHead } from './entry.ts';
import { createAuditKeychain, formatAnchor } from './keychain-items.ts';
import { readLines } from './trail-lines.ts';
import type { Audit, TrailSnapshot } from './port.ts';
import { getOrCreateSigningKey, readSigningKey } from './signing-key.ts';
import { createDigest, type SigningKey } from './signing.ts';

export const EXPORT_FORMAT = 'ekyc-audit-export';
export const EXPORT_VERSION = 1;

export interface AuditExportDeps {
  readonly audit: Pick<Audit, 'snapshot'>;
  readonly keychain: Keychain;
  readonly scope: string;
  /** Branch code and counter number, `0142-3`; read at each export, because the settings can change. */
  readonly counterId: () => string;
  readonly appVersion: string;
  readonly now: () => number;
  readonly log: Log;
}

export interface AuditExportStream {
  /** Proposed name of the file. */
  readonly fileName: string;
  readonly publicKey: string;
  /** Text of the file; can be iterated once. */
  readonly lines: AsyncGenerator<string>;
  /** Entries read from `lines` so far. */
  entryCount(): number;
}

export interface AuditExport {
  /** In base64; null before the first export. Failures: KEY-…. */
  publicKey(): Promise<Result<string | null>>;
  /** The caller must have checked the lead PIN. Failures: KEY-…. */
  start(): Promise<Result<AuditExportStream>>;
}

interface StreamSource {
  readonly files: TrailSnapshot['files'];
  readonly anchor: ChainHead | null;
  readonly key: SigningKey;
  readonly counterId: string;
  readonly appVersion: string;
  readonly at: number;
}

const createStream = (source: StreamSource): AuditExportStream => {
  const { files, anchor, key, counterId, appVersion, at } = source;
  let entryCount = 0;
  const generateLines = async function* (): AsyncGenerator<string> {
    const digest = createDigest();
    const addSignedLine = (text: string): string => {
      digest.update(`${text}\n`);
      return `${text}\n`;
    };
    yield addSignedLine(
      JSON.stringify({
        format: EXPORT_FORMAT,
        version: EXPORT_VERSION,
        counter: counterId,
        app: appVersion,
        exportedAt: new Date(at).toISOString(),
        publicKey: key.publicKey,
      }),
    );
    let head: ChainHead = CHAIN_START;
    for (const file of files)
      for await (const { text, isComplete } of readLines(file)) {
        if (!isComplete) continue;
        entryCount += 1;
        head = parseLine(text) ?? head;
        yield addSignedLine(text);
      }
    const summary = JSON.stringify({
      entries: entryCount,
      head: formatAnchor(head),
      anchor: anchor && formatAnchor(anchor),
    });
    const signature = key.sign(digest.digest(), summary);
    yield `${summary.slice(0, -1)},"signature":"${signature}"}\n`;
  };
  return {
    fileName: `ekyc-audit-${counterId}-${timeStamp(at)}.jsonl`,
    publicKey: key.publicKey,
    lines: generateLines(),
    entryCount: () => entryCount,
  };
};

export const createAuditExport = (deps: AuditExportDeps): AuditExport => {
  const { audit, log } = deps;
  const auditKeychain = createAuditKeychain(deps.keychain, deps.scope);
  return {
    publicKey: async () => {
      const key = await readSigningKey(auditKeychain);
      return key.ok ? ok(key.data && key.data.publicKey) : key;
    },
    start: async () => {
      const key = await getOrCreateSigningKey(auditKeychain, log);
      if (!key.ok) return key;
      const { files, anchor } = await audit.snapshot();
      if (!anchor.ok) return anchor;
      const { appVersion } = deps;
      return ok(
        createStream({
          files,
          anchor: anchor.data,
          key: key.data,
          counterId: deps.counterId(),
          appVersion,
          at: deps.now(),
        }),
      );
    },
  };
};
