import { describe, expect, it } from 'vitest';
import {
  createAdviceDebouncer,
  FACE_LIMITS,
  failedChecks,
  mostUrgentHint,
  adviceFor,
  INITIAL_ADVICE,
  DEBOUNCE_COUNTS,
  type Findings,
} from '#renderer/features/capture/face-advice.ts';
import type { DetectedFace, Observation } from '#renderer/features/capture/face-messages.ts';
import { photoChecks } from '#shared/domain/registration.ts';

const LIT = { mean: 120, overexposed: 0 };

/** A face of a height, its centre moved away from the centre of the oval. */
const face = (
  height = 0.4,
  {
    aside = 0,
    below = 0,
    eyes = 0.3,
  }: { aside?: number; below?: number; eyes?: number | null } = {},
): DetectedFace => {
  const width = height * 0.55;
  const box = {
    x: FACE_LIMITS.centre.x + aside - width / 2,
    y: FACE_LIMITS.centre.y + below - height / 2,
    width,
    height,
  };
  return { box, score: 0.9, eyeOpenness: eyes };
};
const seen = (faces: readonly DetectedFace[], light = LIT): Observation => ({
  faces,
  light,
  durationMs: 60,
});
const found = (faces: readonly DetectedFace[], light = LIT): Findings =>
  adviceFor(seen(faces, light)).findings;

describe('adviceFor', () => {
  it('passes all checks for one centred, large, well-lit face with open eyes', () => {
    const { findings, facePercent } = adviceFor(seen([face()]));
    expect(Object.values(findings)).toEqual(photoChecks.map(() => 'ok'));
    expect(facePercent).toBe(40);
    expect(failedChecks(findings)).toEqual([]);
    expect(mostUrgentHint(findings)).toBe('ready');
  });

  it.each([
    ['a face far away', [face(0.2)], LIT, 'large-enough', 'too-small'],
    ['a face that fills the picture', [face(0.75)], LIT, 'large-enough', 'too-large'],
    ['a face at the left edge', [face(0.4, { aside: -0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face at the right edge', [face(0.4, { aside: 0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face too low', [face(0.4, { below: 0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face in the dark', [face()], { mean: 30, overexposed: 0 }, 'well-lit', 'too-dark'],
    [
      'a face that is white all over',
      [face()],
      { mean: 230, overexposed: 0 },
      'well-lit',
      'too-bright',
    ],
    [
      'a face with burnt-out parts',
      [face()],
      { mean: 160, overexposed: 0.4 },
      'well-lit',
      'too-bright',
    ],
    ['closed eyes', [face(0.4, { eyes: 0.1 })], LIT, 'eyes-visible', 'eyes-hidden'],
    ['a second person', [face(), face(0.3, { aside: 0.3 })], LIT, 'one-face', 'many-faces'],
  ] as const)('reports %s only', (_what, faces, light, check, problem) => {
    const findings = found(faces, light);
    expect(findings[check]).toBe(problem);
    expect(failedChecks(findings)).toEqual([check]);
    expect(mostUrgentHint(findings)).toBe(problem);
  });

  it('uses the largest face regardless of order and ignores distant faces', () => {
    expect(found([face(0.08, { aside: 0.3 }), face()])['one-face']).toBe('ok');
    expect(adviceFor(seen([face(0.08, { aside: 0.3 }), face()])).facePercent).toBe(40);
  });

  it('returns "unknown" for the checks that need a face when there is none', () => {
    const findings = found([]);
    expect(findings).toEqual({ ...INITIAL_ADVICE.findings, 'one-face': 'no-face' });
    expect(failedChecks(findings)).toEqual(['one-face']);
    expect(mostUrgentHint(findings)).toBe('no-face');
  });

  it('reports darkness before a missing face', () => {
    expect(mostUrgentHint(found([], { mean: 12, overexposed: 0 }))).toBe('too-dark');
    // A bright wall behind an empty chair is no fault of the light.
    expect(found([], { mean: 240, overexposed: 0.9 })['well-lit']).toBe('unknown');
  });

  it('does not fail the eye check when no eyes were detected', () => {
    const findings = found([face(0.4, { eyes: null })]);
    expect(findings['eyes-visible']).toBe('unknown');
    expect(failedChecks(findings)).toEqual([]);
    expect(mostUrgentHint(findings)).toBeNull();
  });

  it('prioritises hints by face count, size, position and eyes', () => {
    expect(
      mostUrgentHint(found([face(0.2, { aside: 0.2, eyes: 0.1 }), face(0.19, { aside: -0.3 })])),
    ).toBe('many-faces');
    expect(mostUrgentHint(found([face(0.2, { aside: 0.2, eyes: 0.1 })]))).toBe('too-small');
    expect(mostUrgentHint(found([face(0.4, { aside: 0.2, eyes: 0.1 })]))).toBe('off-middle');
  });

  it('applies hysteresis to a check that has just passed', () => {
    const between = FACE_LIMITS.minHeight * (1 - FACE_LIMITS.hysteresis / 2);
    expect(adviceFor(seen([face(between)])).findings['large-enough']).toBe('too-small');
    const passed = adviceFor(seen([face()])).findings;
    expect(adviceFor(seen([face(between)]), passed).findings['large-enough']).toBe('ok');
  });
});

describe('createAdviceDebouncer', () => {
  const after = (...observations: readonly Observation[]): Findings => {
    const debouncer = createAdviceDebouncer();
    return (
      observations.map((observation) => debouncer.add(observation)).at(-1)?.findings ??
      INITIAL_ADVICE.findings
    );
  };
  const times = (count: number, observation: Observation): Observation[] =>
    Array.from({ length: count }, () => observation);
  const goodFace = seen([face()]);
  const noFace = seen([]);

  it('shows a result only after consecutive detections agree', () => {
    expect(after(goodFace)).toEqual(INITIAL_ADVICE.findings);
    expect(mostUrgentHint(after(...times(DEBOUNCE_COUNTS.toPassed, goodFace)))).toBe('ready');
  });

  it('ignores one missed face and a blink', () => {
    const blink = seen([face(0.4, { eyes: 0.05 })]);
    expect(mostUrgentHint(after(...times(4, goodFace), noFace, goodFace))).toBe('ready');
    expect(mostUrgentHint(after(...times(4, goodFace), blink, blink, goodFace))).toBe('ready');
  });

  it('follows a lasting change', () => {
    expect(
      mostUrgentHint(after(...times(4, goodFace), ...times(DEBOUNCE_COUNTS.toFailed, noFace))),
    ).toBe('no-face');
    expect(
      mostUrgentHint(after(...times(4, noFace), ...times(DEBOUNCE_COUNTS.toPassed, goodFace))),
    ).toBe('ready');
  });

  it('keeps its result while two results alternate', () => {
    const debouncer = createAdviceDebouncer();
    times(3, goodFace).forEach((observation) => debouncer.add(observation));
    const far = seen([face(0.2)]);
    const shown = Array.from(
      { length: 20 },
      (_, index) => debouncer.add(index % 2 ? goodFace : far).findings['large-enough'],
    );
    expect(new Set(shown)).toEqual(new Set(['ok']));
  });

  it('keeps the face size through one missed face and clears it when the face stays absent', () => {
    const debouncer = createAdviceDebouncer();
    debouncer.add(goodFace);
    expect(debouncer.add(noFace).facePercent).toBe(40);
    times(DEBOUNCE_COUNTS.toFailed, noFace).forEach((observation) => debouncer.add(observation));
    expect(debouncer.add(noFace).facePercent).toBeNull();
  });

  it('resets after an interruption', () => {
    const debouncer = createAdviceDebouncer();
    times(3, goodFace).forEach((observation) => debouncer.add(observation));
    debouncer.reset();
    expect(debouncer.add(noFace)).toEqual(INITIAL_ADVICE);
  });
});
