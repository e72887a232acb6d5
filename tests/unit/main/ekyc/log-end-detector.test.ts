import { describe, expect, it } from 'vitest';
import { createLogEndDetector, LOG_PAGE_SIZE } from '#main/ekyc/log-end-detector.ts';
import type { LogEntry } from '#shared/domain/verification.ts';

describe('createLogEndDetector', () => {
  const createLine = (number: number): LogEntry => ({
    mobile: `0130000${number}`,
    name: 'N',
    nid: `0${number}`,
    submittedOn: '1/1/2026',
    verdict: 'passed',
  });
  const createLines = (from: number, count: number): LogEntry[] =>
    Array.from({ length: count }, (_, index) => createLine(from + index));

  it('detects the end at an empty page, a repeated page, or more lines than requested', () => {
    const detector = createLogEndDetector();
    expect(detector.add('t', 'all', 1, [], 0)).toEqual({ entries: [], complete: true });
    expect(detector.add('t', 'all', 1, createLines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE)).toMatchObject(
      {
        complete: false,
      },
    );
    expect(detector.add('t', 'all', 2, createLines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE)).toEqual({
      entries: [],
      complete: true,
    });
    const tooManyLines = createLines(0, LOG_PAGE_SIZE + 1);
    expect(detector.add('t', 'all', 1, tooManyLines, tooManyLines.length)).toEqual({
      entries: tooManyLines,
      complete: true,
    });
  });

  it.each([1, 3, 10, LOG_PAGE_SIZE - 1])(
    'does not treat a page of %i lines as the end',
    (count) => {
      expect(createLogEndDetector().add('t', 'all', 1, createLines(0, count), count)).toEqual({
        entries: createLines(0, count),
        complete: false,
      });
    },
  );

  it('requires two repetitions of a page with one line, because a new line shifts it unchanged', () => {
    const detector = createLogEndDetector();
    detector.add('t', 'all', 1, createLines(0, 1), 1);
    expect(detector.add('t', 'all', 2, createLines(0, 1), 1)).toEqual({
      entries: [],
      complete: false,
    });
    expect(detector.add('t', 'all', 3, createLines(0, 1), 1)).toEqual({
      entries: [],
      complete: true,
    });
  });

  it('tracks each filter separately and starts again for another clerk', () => {
    const detector = createLogEndDetector();
    const fullPage = createLines(0, LOG_PAGE_SIZE);
    detector.add('t', 'all', 1, fullPage, LOG_PAGE_SIZE);
    expect(detector.add('t', 'passed', 2, fullPage, LOG_PAGE_SIZE)).toMatchObject({
      complete: false,
    });
    expect(detector.add('other', 'all', 2, fullPage, LOG_PAGE_SIZE)).toMatchObject({
      complete: false,
      entries: fullPage,
    });
  });

  it('returns a shifted line only once, and a page requested again in full', () => {
    const detector = createLogEndDetector();
    detector.add('t', 'all', 1, createLines(0, LOG_PAGE_SIZE), LOG_PAGE_SIZE);
    const secondPage = createLines(LOG_PAGE_SIZE - 1, LOG_PAGE_SIZE);
    const result = detector.add('t', 'all', 2, secondPage, LOG_PAGE_SIZE);
    expect(result.entries).toEqual(secondPage.slice(1));
    expect(result.complete).toBe(false);
    expect(detector.add('t', 'all', 2, secondPage, LOG_PAGE_SIZE)).toEqual(result);
    expect(detector.add('t', 'all', 1, [createLine(1), createLine(1)], 2).entries).toEqual([
      createLine(1),
    ]);
  });
});
