/** Verifies an audit export: its format, its signature, and the chain of its entries against the anchor that it contains. */
import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { ChainHead } from './entry.ts';
import { EXPORT_FORMAT, EXPORT_VERSION } from './export.ts';
import { formatAnchor, parseAnchor } from './keychain-items.ts';
import { createDigest, isSignedBy } from './signing.ts';
import { verifyTrail, type Verification } from './verify.ts';

const headerSchema = v.object({
  format: v.literal(EXPORT_FORMAT),
  version: v.literal(EXPORT_VERSION),
  counter: v.string(),
  app: v.string(),
  exportedAt: v.string(),
  publicKey: v.string(),
});
const summarySchema = v.object({
  entries: v.number(),
  head: v.string(),
  anchor: v.nullable(v.string()),
});
export type ExportHeader = v.InferOutput<typeof headerSchema>;

const SIGNATURE_MEMBER = /,"signature":"([A-Za-z0-9+/=]{80,100})"\}$/;
const LINE_BREAK = '\n'.charCodeAt(0);

export type ExportProblem =
  /** The last line, which has the signature, is missing or incomplete. */
  | 'cut-short'
  /** A line was changed, added or removed after the signature. */
  | 'altered'
  /** The file contains another public key than the expected one. */
  | 'wrong-key';

export interface ExportVerification {
  readonly header: ExportHeader;
  readonly problem: ExportProblem | null;
  /** Verification of the chain; null when the signature is not valid for the entries. */
  readonly chain: Verification | null;
  readonly anchor: ChainHead | null;
}

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
};

const parseHeader = (bytes: Buffer): { header: ExportHeader; end: number } | null => {
  const end = bytes.indexOf(LINE_BREAK) + 1;
  if (end === 0) return null;
  const parsed = v.safeParse(headerSchema, parseJson(bytes.subarray(0, end).toString('utf8')));
  return parsed.success ? { header: parsed.output, end } : null;
};

/**
 * @param publicKey the expected key, as read at the counter; null trusts the key in the file.
 * @returns null when the file is not an export.
 */
export const verifyExport = async (
  file: string,
  publicKey: string | null,
): Promise<ExportVerification | null> => {
  const bytes = await readFile(file);
  const parsedHeader = parseHeader(bytes);
  if (!parsedHeader) return null;
  const { header, end } = parsedHeader;
  const createFailure = (problem: ExportProblem): ExportVerification => ({
    header,
    problem,
    chain: null,
    anchor: null,
  });
  if (publicKey !== null && publicKey !== header.publicKey) return createFailure('wrong-key');

  const summaryOffset = bytes.lastIndexOf(LINE_BREAK, bytes.length - 2) + 1;
  const lastLine = bytes.subarray(summaryOffset).toString('utf8');
  const signature = SIGNATURE_MEMBER.exec(lastLine.trimEnd())?.[1];
  if (summaryOffset < end || !lastLine.endsWith('\n') || signature === undefined)
    return createFailure('cut-short');
  const summary = lastLine.trimEnd().replace(SIGNATURE_MEMBER, '}');
  const digest = createDigest();
  digest.update(bytes.subarray(0, summaryOffset));
  const isSigned = isSignedBy(header.publicKey, { digest: digest.digest(), summary, signature });
  const parsedSummary = v.safeParse(summarySchema, parseJson(summary));
  if (!isSigned || !parsedSummary.success) return createFailure('altered');

  const { entries, head } = parsedSummary.output;
  const anchor =
    parsedSummary.output.anchor === null ? null : parseAnchor(parsedSummary.output.anchor);
  // An anchor that cannot be parsed would otherwise count as absent and not be compared with the chain.
  if (parsedSummary.output.anchor !== null && anchor === null) return createFailure('altered');
  const chain = await verifyTrail({
    files: [{ file, startOffset: end, firstLine: 2, endOffset: summaryOffset }],
    anchor,
  });
  const matchesSummary =
    chain.lineCount === entries && (chain.last === null || formatAnchor(chain.last) === head);
  return { header, problem: matchesSummary ? null : 'altered', chain, anchor };
};
