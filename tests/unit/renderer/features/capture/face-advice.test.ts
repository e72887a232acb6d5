import { describe, expect, it } from 'vitest';
import {
  createAdviceDebouncer,
  FACE_LIMITS,
  failedChecks,
  mostUrgentHint,
  evaluateObservation,
  INITIAL_ADVICE,
  DEBOUNCE_COUNTS,
  type Findings,
} from '#renderer/features/capture/face-advice.ts';
import type { DetectedFace, Observation } from '#renderer/features/capture/face-messages.ts';
import { photoChecks } from '#shared/domain/registration.ts';

const LIT = { mean: 120, overexposed: 0 };

/** Creates a face whose centre is moved by the offsets from the centre of the oval. Lengths are fractions of the picture. */
const createFace = (
  height = 0.4,
  {
    offsetX = 0,
    offsetY = 0,
    eyeOpenness = 0.3,
  }: { offsetX?: number; offsetY?: number; eyeOpenness?: number | null } = {},
): DetectedFace => {
  const width = height * 0.55;
  const box = {
    x: FACE_LIMITS.centre.x + offsetX - width / 2,
    y: FACE_LIMITS.centre.y + offsetY - height / 2,
    width,
    height,
  };
  return { box, score: 0.9, eyeOpenness };
};
const createObservation = (faces: readonly DetectedFace[], light = LIT): Observation => ({
  faces,
  light,
  durationMs: 60,
});
const findingsFor = (faces: readonly DetectedFace[], light = LIT): Findings =>
  evaluateObservation(createObservation(faces, light)).findings;

describe('evaluateObservation', () => {
  it('passes all checks for one centred, large, well-lit face with open eyes', () => {
    const { findings, facePercent } = evaluateObservation(createObservation([createFace()]));
    expect(Object.values(findings)).toEqual(photoChecks.map(() => 'ok'));
    expect(facePercent).toBe(40);
    expect(failedChecks(findings)).toEqual([]);
    expect(mostUrgentHint(findings)).toBe('ready');
  });

  it.each([
    ['a face far away', [createFace(0.2)], LIT, 'large-enough', 'too-small'],
    ['a face that fills the picture', [createFace(0.75)], LIT, 'large-enough', 'too-large'],
    [
      'a face at the left edge',
      [createFace(0.4, { offsetX: -0.2 })],
      LIT,
      'in-middle',
      'off-middle',
    ],
    [
      'a face at the right edge',
      [createFace(0.4, { offsetX: 0.2 })],
      LIT,
      'in-middle',
      'off-middle',
    ],
    ['a face too low', [createFace(0.4, { offsetY: 0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face in the dark', [createFace()], { mean: 30, overexposed: 0 }, 'well-lit', 'too-dark'],
    [
      'an overexposed face',
      [createFace()],
      { mean: 230, overexposed: 0 },
      'well-lit',
      'too-bright',
    ],
    [
      'a face with overexposed parts',
      [createFace()],
      { mean: 160, overexposed: 0.4 },
      'well-lit',
      'too-bright',
    ],
    ['closed eyes', [createFace(0.4, { eyeOpenness: 0.1 })], LIT, 'eyes-visible', 'eyes-hidden'],
    [
      'a second person',
      [createFace(), createFace(0.3, { offsetX: 0.3 })],
      LIT,
      'one-face',
      'many-faces',
    ],
  ] as const)('reports %s only', (_fault, faces, light, check, problem) => {
    const findings = findingsFor(faces, light);
    expect(findings[check]).toBe(problem);
    expect(failedChecks(findings)).toEqual([check]);
    expect(mostUrgentHint(findings)).toBe(problem);
  });

  it('uses the largest face regardless of order and ignores distant faces', () => {
    expect(findingsFor([createFace(0.08, { offsetX: 0.3 }), createFace()])['one-face']).toBe('ok');
    expect(
      evaluateObservation(createObservation([createFace(0.08, { offsetX: 0.3 }), createFace()]))
        .facePercent,
    ).toBe(40);
  });

  it('returns "unknown" for the checks that require a face when there is none', () => {
    const findings = findingsFor([]);
    expect(findings).toEqual({ ...INITIAL_ADVICE.findings, 'one-face': 'no-face' });
    expect(failedChecks(findings)).toEqual(['one-face']);
    expect(mostUrgentHint(findings)).toBe('no-face');
  });

  it('reports darkness before a missing face', () => {
    expect(mostUrgentHint(findingsFor([], { mean: 12, overexposed: 0 }))).toBe('too-dark');
    // A bright wall behind an empty chair is no fault of the light.
    expect(findingsFor([], { mean: 240, overexposed: 0.9 })['well-lit']).toBe('unknown');
  });

  it('does not fail the eye check when no eyes were detected', () => {
    const findings = findingsFor([createFace(0.4, { eyeOpenness: null })]);
    expect(findings['eyes-visible']).toBe('unknown');
    expect(failedChecks(findings)).toEqual([]);
    expect(mostUrgentHint(findings)).toBeNull();
  });

  it('prioritises hints by face count, size, position and eyes', () => {
    expect(
      mostUrgentHint(
        findingsFor([
          createFace(0.2, { offsetX: 0.2, eyeOpenness: 0.1 }),
          createFace(0.19, { offsetX: -0.3 }),
        ]),
      ),
    ).toBe('many-faces');
    expect(mostUrgentHint(findingsFor([createFace(0.2, { offsetX: 0.2, eyeOpenness: 0.1 })]))).toBe(
      'too-small',
    );
    expect(mostUrgentHint(findingsFor([createFace(0.4, { offsetX: 0.2, eyeOpenness: 0.1 })]))).toBe(
      'off-middle',
    );
  });

  it('applies hysteresis to a check that has just passed', () => {
    const heightWithinHysteresis = FACE_LIMITS.minHeight * (1 - FACE_LIMITS.hysteresis / 2);
    expect(
      evaluateObservation(createObservation([createFace(heightWithinHysteresis)])).findings[
        'large-enough'
      ],
    ).toBe('too-small');
    const passedFindings = evaluateObservation(createObservation([createFace()])).findings;
    expect(
      evaluateObservation(createObservation([createFace(heightWithinHysteresis)]), passedFindings)
        .findings['large-enough'],
    ).toBe('ok');
  });
});

describe('createAdviceDebouncer', () => {
  const findingsAfter = (...observations: readonly Observation[]): Findings => {
    const debouncer = createAdviceDebouncer();
    return (
      observations.map((observation) => debouncer.add(observation)).at(-1)?.findings ??
      INITIAL_ADVICE.findings
    );
  };
  const repeatObservation = (count: number, observation: Observation): Observation[] =>
    Array.from({ length: count }, () => observation);
  const goodFace = createObservation([createFace()]);
  const noFace = createObservation([]);

  it('shows a result only after consecutive detections agree', () => {
    expect(findingsAfter(goodFace)).toEqual(INITIAL_ADVICE.findings);
    expect(
      mostUrgentHint(findingsAfter(...repeatObservation(DEBOUNCE_COUNTS.toPassed, goodFace))),
    ).toBe('ready');
  });

  it('ignores one missed face and a blink', () => {
    const blink = createObservation([createFace(0.4, { eyeOpenness: 0.05 })]);
    expect(mostUrgentHint(findingsAfter(...repeatObservation(4, goodFace), noFace, goodFace))).toBe(
      'ready',
    );
    expect(
      mostUrgentHint(findingsAfter(...repeatObservation(4, goodFace), blink, blink, goodFace)),
    ).toBe('ready');
  });

  it('follows a lasting change', () => {
    expect(
      mostUrgentHint(
        findingsAfter(
          ...repeatObservation(4, goodFace),
          ...repeatObservation(DEBOUNCE_COUNTS.toFailed, noFace),
        ),
      ),
    ).toBe('no-face');
    expect(
      mostUrgentHint(
        findingsAfter(
          ...repeatObservation(4, noFace),
          ...repeatObservation(DEBOUNCE_COUNTS.toPassed, goodFace),
        ),
      ),
    ).toBe('ready');
  });

  it('keeps its result while two results alternate', () => {
    const debouncer = createAdviceDebouncer();
    repeatObservation(3, goodFace).forEach((observation) => debouncer.add(observation));
    const distantFace = createObservation([createFace(0.2)]);
    const results = Array.from(
      { length: 20 },
      (_, index) => debouncer.add(index % 2 ? goodFace : distantFace).findings['large-enough'],
    );
    expect(new Set(results)).toEqual(new Set(['ok']));
  });

  it('keeps the face size through one missed face and clears it when the face stays absent', () => {
    const debouncer = createAdviceDebouncer();
    debouncer.add(goodFace);
    expect(debouncer.add(noFace).facePercent).toBe(40);
    repeatObservation(DEBOUNCE_COUNTS.toFailed, noFace).forEach((observation) =>
      debouncer.add(observation),
    );
    expect(debouncer.add(noFace).facePercent).toBeNull();
  });

  it('resets after an interruption', () => {
    const debouncer = createAdviceDebouncer();
    repeatObservation(3, goodFace).forEach((observation) => debouncer.add(observation));
    debouncer.reset();
    expect(debouncer.add(noFace)).toEqual(INITIAL_ADVICE);
  });
});
