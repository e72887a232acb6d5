import type { MobileNumber } from '#shared/domain/mobile.ts';
import { toMobileNumber } from '#tests/support/numbers.ts';
import { rm, stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { CHAIN_START, formatLine, parseLine } from '#main/audit/entry.ts';
import { parseAnchor } from '#main/audit/keychain-items.ts';
import { verifyTrail } from '#main/audit/verify.ts';
import { err } from '#shared/result.ts';
import { unavailableKeychain } from '#tests/support/memory-keychain.ts';
import {
  appendText,
  CLERK,
  createAuditFixture,
  editFile,
  recordAppRun,
  type AuditFixture,
} from './audit-fixture.ts';

const readAnchor = async ({ keychain }: AuditFixture) => {
  const secret = await keychain.get('audit anchor');
  return secret.ok && secret.data ? parseAnchor(new TextDecoder().decode(secret.data)) : null;
};
const findProblemAtStart = async (fixture: AuditFixture): Promise<unknown> => {
  const notices: string[] = [];
  const audit = fixture.start({ onBroken: (notice) => void notices.push(notice) });
  await audit.verified;
  await audit.stop();
  expect(notices).toEqual(audit.notice() === null ? [] : ['AUDIT-BROKEN']);
  const entry = fixture.logged.findLast(({ event }) => event === 'audit.broken');
  if (audit.notice() === null) return null;
  return (entry?.fields as { problem: string }).problem;
};
const parseJson = (line: string | undefined): Record<string, unknown> =>
  JSON.parse(line ?? 'null') as Record<string, unknown>;

describe('audit entry', () => {
  it('is a line with the hash of the previous entry and its own hash', () => {
    const first = formatLine(CHAIN_START, { at: '2026-11-29T08:00:00.000Z', event: 'app.started' });
    const second = formatLine(first.head, { at: '2026-11-29T08:00:01.000Z', event: 'app.stopped' });
    expect(parseLine(second.line)).toMatchObject({ seq: 2, previous: first.head.hash });
    expect(parseLine(second.line.replace('stopped', 'started'))).toBeNull();
    expect(parseLine('{}')).toBeNull();
    expect(parseLine('')).toBeNull();
  });
});

describe('audit trail', () => {
  it('contains number, time, event, clerk and facts, and continues after a restart', async () => {
    const fixture = await createAuditFixture();
    const audit = fixture.start({ now: () => Date.UTC(2026, 10, 29, 7, 30) });
    audit.record('registration.submitted', {
      clerk: CLERK,
      registration: '0f8fad5b-d9cb-469f-a165-70867728950e',
      reference: '0142-3-0001',
      code: 'REG-INCOMPLETE',
    });
    await audit.stop();
    await recordAppRun(fixture, 1);
    const lines = await fixture.readLines();
    expect(parseJson(lines[0])).toEqual({
      seq: 1,
      at: '2026-11-29T07:30:00.000Z',
      event: 'registration.submitted',
      clerk: { masked: '0130•••0042', id: expect.stringMatching(/^[0-9a-f]{16}$/) as string },
      registration: '0f8fad5b-d9cb-469f-a165-70867728950e',
      reference: '0142-3-0001',
      code: 'REG-INCOMPLETE',
      previous: '0'.repeat(64),
      hash: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
    });
    expect(lines.map((line) => parseJson(line)['seq'])).toEqual([1, 2, 3, 4, 5]);
    expect(lines.map((line) => parseJson(line)['event'])).toEqual([
      'registration.submitted',
      'app.stopped',
      'app.started',
      'settings.changed',
      'app.stopped',
    ]);
    expect((await readAnchor(fixture))?.seq).toBe(5);
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('uses one id for each clerk at a counter', async () => {
    const fixture = await createAuditFixture();
    const recordAndReadClerk = async (clerk: MobileNumber): Promise<unknown> => {
      const audit = fixture.start();
      audit.record('pin.chosen', { clerk });
      await audit.stop();
      return parseJson((await fixture.readLines()).at(-2))['clerk'];
    };
    const first = await recordAndReadClerk(CLERK);
    expect(await recordAndReadClerk(CLERK)).toEqual(first);
    expect(await recordAndReadClerk(toMobileNumber('01300010042'))).not.toEqual(first);
  });

  it('continues its chain in a new file when the file is full and when a month begins', async () => {
    const fixture = await createAuditFixture();
    for (let day = 0; day < 4; day += 1)
      await recordAppRun(fixture, 4, {
        maxFileBytes: 2_000,
        now: () => Date.UTC(2026, 10, 30, 23, 59),
      });
    const novemberFiles = await fixture.listFiles();
    expect(novemberFiles.length).toBeGreaterThan(2);
    for (const file of novemberFiles) expect((await stat(file)).size).toBeLessThan(4_000);
    await recordAppRun(fixture, 1, { now: () => Date.UTC(2026, 11, 1, 0, 1) });
    const files = await fixture.listFiles();
    expect(files).toHaveLength(novemberFiles.length + 1);
    expect(files.at(-1)).toMatch(/trail-\d{10}-2026-12\.jsonl$/);
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('drops a line that a kill truncated and records the gap in the next entry', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3);
    const [file = ''] = await fixture.listFiles();
    await appendText(file, '{"seq":6,"at":"2026-11-2');
    const verification = await verifyTrail({ files: [{ file }], anchor: null });
    expect(verification).toMatchObject({ lineCount: 5, firstBreak: null, isTruncated: true });
    await recordAppRun(fixture, 0);
    expect(parseJson((await fixture.readLines())[5])).toMatchObject({
      event: 'app.started',
      seq: 6,
    });
    expect(
      (await fixture.readLines()).map((line) => parseJson(line)['gap']).filter(Boolean),
    ).toEqual([{ code: 'STORE-WRITE', entries: 1 }]);
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('drops a truncated line also when the next entry begins a new file', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3, { now: () => Date.UTC(2026, 9, 31) });
    await appendText((await fixture.listFiles())[0] ?? '', '{"seq":6,"at":"2026-11-2');
    await recordAppRun(fixture, 0);
    await recordAppRun(fixture, 0);
    expect(await fixture.listFiles()).toHaveLength(2);
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('records events that occur before the keychain has answered', async () => {
    const fixture = await createAuditFixture();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const keychain = {
      ...fixture.keychain,
      get: async (account: string) => {
        await promise;
        return fixture.keychain.get(account);
      },
    };
    const audit = fixture.start({ keychain });
    audit.record('session.signed-in', { clerk: CLERK });
    expect(await fixture.readLines()).toEqual([]);
    resolve(undefined);
    await audit.stop();
    expect(await fixture.readLines()).toHaveLength(2);
  });
});

describe('audit anchor', () => {
  it('is written at each sign-in and sign-out and after every eighth entry, and never before the entry', async () => {
    const fixture = await createAuditFixture();
    const anchorWrites: { readonly anchor: number; readonly lines: number }[] = [];
    const keychain = {
      ...fixture.keychain,
      set: async (account: string, secret: Uint8Array) => {
        const head = account === 'audit anchor' && parseAnchor(new TextDecoder().decode(secret));
        if (head)
          anchorWrites.push({ anchor: head.seq, lines: (await fixture.readLines()).length });
        return fixture.keychain.set(account, secret);
      },
    };
    const audit = fixture.start({ keychain });
    await audit.verified;
    const lastAnchoredSeq = (): number | undefined => anchorWrites.at(-1)?.anchor;
    audit.record('session.signed-in', { clerk: CLERK });
    await expect.poll(lastAnchoredSeq).toBe(1);
    audit.record('pin.chosen', { clerk: CLERK });
    await expect.poll(async () => (await fixture.readLines()).length).toBe(2);
    expect(lastAnchoredSeq()).toBe(1);
    audit.record('counter.locked', { clerk: CLERK, reason: 'idle' });
    await expect.poll(lastAnchoredSeq).toBe(3);
    for (let entry = 0; entry < 8; entry += 1) audit.record('pin.chosen', { clerk: CLERK });
    await expect.poll(lastAnchoredSeq).toBe(11);
    await audit.stop();
    expect(anchorWrites[0]).toEqual({ anchor: 0, lines: 0 });
    for (const { anchor, lines } of anchorWrites) expect(anchor).toBeLessThanOrEqual(lines);
    expect(lastAnchoredSeq()).toBe((await fixture.readLines()).length);
  });

  it('may be behind the trail, as after a kill', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3);
    const earlierAnchor = await fixture.keychain.get('audit anchor');
    await recordAppRun(fixture, 3);
    if (earlierAnchor.ok && earlierAnchor.data)
      await fixture.keychain.set('audit anchor', earlierAnchor.data);
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('is not replaced while it cannot be read, and the next entry contains the reason', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3);
    const before = await readAnchor(fixture);
    await recordAppRun(fixture, 3, { keychain: unavailableKeychain });
    expect(await readAnchor(fixture)).toEqual(before);
    expect(
      (await fixture.readLines()).map((line) => parseJson(line)['gap']).filter(Boolean),
    ).toEqual([{ code: 'KEY-UNAVAILABLE', entries: 0 }]);
    expect(parseJson((await fixture.readLines()).at(-2))['clerk']).toEqual({
      masked: '0130•••0042',
      id: null,
    });
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('is written later when a write fails; the failure is logged and recorded in the next entry', async () => {
    const fixture = await createAuditFixture();
    let isKeychainFailing = false;
    const keychain: AuditFixture['keychain'] = {
      ...fixture.keychain,
      set: async (account, secret) =>
        isKeychainFailing ? err('KEY-TIMEOUT') : fixture.keychain.set(account, secret),
    };
    const audit = fixture.start({ keychain });
    await audit.verified;
    isKeychainFailing = true;
    audit.record('session.signed-in', { clerk: CLERK });
    await expect
      .poll(() => fixture.logged.map(({ event }) => event))
      .toContain('audit.anchor-failed');
    isKeychainFailing = false;
    audit.record('session.signed-out', { clerk: CLERK });
    await audit.stop();
    expect(parseJson((await fixture.readLines())[1])['gap']).toEqual({
      code: 'KEY-TIMEOUT',
      entries: 0,
    });
    expect((await readAnchor(fixture))?.seq).toBe(3);
  });
});

describe('altered audit trail', () => {
  const findProblemAfter = async (
    applyChange: (fixture: AuditFixture, files: string[]) => Promise<unknown>,
    maxFileBytes = 1_000_000,
  ): Promise<unknown> => {
    const fixture = await createAuditFixture();
    for (let day = 0; day < 4; day += 1) await recordAppRun(fixture, 4, { maxFileBytes });
    await applyChange(fixture, await fixture.listFiles());
    const problem = await findProblemAtStart(fixture);
    // The first start continues after the number in the anchor. When the last entries were removed, the second start therefore finds a gap.
    expect(await findProblemAtStart(fixture)).toBe(
      problem === 'behind-anchor' ? 'out-of-sequence' : problem,
    );
    return problem;
  };
  const editLines =
    (edit: (lines: string[]) => string[]) =>
    (_bench: AuditFixture, [file = '']: string[]) =>
      editFile(file, (text) =>
        edit(text.split('\n').slice(0, -1))
          .map((line) => `${line}\n`)
          .join(''),
      );
  /** Recomputes the chain, as an attacker does who knows the format. */
  const recomputeChain = (lines: string[]): string[] => {
    let head = CHAIN_START;
    return lines.map((line) => {
      const { seq: _seq, previous: _previous, hash: _hash, ...content } = parseJson(line);
      const formatted = formatLine(head, content);
      ({ head } = formatted);
      return formatted.line;
    });
  };

  it.each([
    [
      'an edited line',
      'line-altered',
      (lines: string[]) => lines.map((line) => line.replace('"seq":5,', '"seq":5,"x":1,')),
    ],
    [
      'the last line edited',
      'line-altered',
      (lines: string[]) => [...lines.slice(0, -1), lines.at(-1)!.replace('stopped', 'started')],
    ],
    ['a line removed', 'out-of-sequence', (lines: string[]) => lines.toSpliced(4, 1)],
    ['the first line removed', 'out-of-sequence', (lines: string[]) => lines.slice(1)],
    [
      'a line inserted twice',
      'out-of-sequence',
      (lines: string[]) => lines.toSpliced(4, 0, lines[3]!),
    ],
    [
      'a forged line inserted',
      'out-of-sequence',
      (lines: string[]) =>
        lines.toSpliced(4, 0, formatLine(parseLine(lines[3]!)!, { at: '', event: 'a.b' }).line),
    ],
    ['text that is no line', 'line-altered', (lines: string[]) => lines.toSpliced(4, 0, 'hello')],
    [
      'two lines in another order',
      'out-of-sequence',
      (lines: string[]) => lines.toSpliced(4, 2, lines[5]!, lines[4]!),
    ],
    [
      'a line replaced by one with its number',
      'not-linked',
      (lines: string[]) => {
        const forged = formatLine(parseLine(lines[3]!)!, { at: '', event: 'a.b' }).line;
        return lines.toSpliced(4, 1, forged);
      },
    ],
    ['its end removed', 'behind-anchor', (lines: string[]) => lines.slice(0, 15)],
    ['everything removed', 'behind-anchor', () => []],
    [
      'a line removed and the chain computed anew',
      'behind-anchor',
      (lines: string[]) => recomputeChain(lines.toSpliced(4, 1)),
    ],
    [
      'a line edited and the chain computed anew',
      'anchor-mismatch',
      (lines: string[]) => recomputeChain(lines.map((line) => line.replace('scanner', 'camera'))),
    ],
  ])('is detected: %s gives %s', async (_change, problem, edit) => {
    expect(await findProblemAfter(editLines(edit))).toBe(problem);
  });

  it.each([
    ['the first', 0, 'out-of-sequence'],
    ['a middle', 1, 'out-of-sequence'],
    ['the last', -1, 'behind-anchor'],
  ])('is detected: %s file removed', async (_which, index, problem) => {
    const removeFile = (_bench: AuditFixture, files: string[]): Promise<void> => {
      expect(files.length).toBeGreaterThan(2);
      return rm(files.at(index) ?? '');
    };
    expect(await findProblemAfter(removeFile, 2_000)).toBe(problem);
  });

  it('is detected: all files removed', async () => {
    expect(await findProblemAfter(({ folder }) => rm(folder, { recursive: true }))).toBe(
      'behind-anchor',
    );
  });

  it('is detected: a file removed while the app runs', async () => {
    const fixture = await createAuditFixture();
    const audit = fixture.start();
    audit.record('session.signed-in', { clerk: CLERK });
    await expect.poll(() => fixture.listFiles()).toHaveLength(1);
    await rm((await fixture.listFiles())[0] ?? '');
    audit.record('pin.chosen', { clerk: CLERK });
    audit.record('pin.chosen', { clerk: CLERK });
    await audit.stop();
    expect(await findProblemAtStart(fixture)).toBe('out-of-sequence');
  });

  it('is detected: the anchor removed from the keychain, which is then written again', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3);
    await fixture.keychain.delete('audit anchor');
    expect(await findProblemAtStart(fixture)).toBe('anchor-missing');
    expect(parseJson((await fixture.readLines()).at(-2))).toMatchObject({
      event: 'audit.broken',
      problem: 'anchor-missing',
      code: 'AUDIT-BROKEN',
    });
    expect(await findProblemAtStart(fixture)).toBeNull();
  });

  it('keeps its anchor unchanged, and continues to record', async () => {
    const fixture = await createAuditFixture();
    await recordAppRun(fixture, 3);
    const before = await readAnchor(fixture);
    await editFile((await fixture.listFiles())[0] ?? '', (text) =>
      text.replace('scanner', 'camera'),
    );
    await recordAppRun(fixture, 10);
    expect(await readAnchor(fixture)).toEqual(before);
    expect(await fixture.readLines()).toHaveLength(5 + 13);
  });

  it('is detected without the keychain, unless the chain was computed anew', async () => {
    const fixture = await createAuditFixture();
    for (let day = 0; day < 4; day += 1) await recordAppRun(fixture, 4, { maxFileBytes: 2_000 });
    const files = (await fixture.listFiles()).map((file) => ({ file }));
    const [, secondFile] = files;
    expect(await verifyTrail({ files, anchor: null })).toMatchObject({
      firstBreak: null,
      lineCount: 24,
    });
    expect(
      await verifyTrail({ files: secondFile ? [secondFile] : [], anchor: null, isExcerpt: true }),
    ).toMatchObject({ firstBreak: null });
    await editFile(secondFile?.file ?? '', (text) => text.replace('scanner', 'camera'));
    expect((await verifyTrail({ files, anchor: null })).firstBreak).toMatchObject({
      problem: 'line-altered',
      line: 1,
    });
  });
});
