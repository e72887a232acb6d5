import { describe, expect, it } from 'vitest';
import {
  createSteadier,
  FACE_LIMITS,
  failedChecks,
  firstToSay,
  adviseOn,
  NOTHING_SEEN,
  STEADY,
  type Findings,
} from '#renderer/features/capture/face-advice.ts';
import type { FaceSeen, Observation } from '#renderer/features/capture/face-messages.ts';
import { photoChecks } from '#shared/domain/registration.ts';

const LIT = { mean: 120, burnt: 0 };

/** A face of a height, its middle moved away from the middle of the oval. */
const face = (
  height = 0.4,
  {
    aside = 0,
    below = 0,
    eyes = 0.3,
  }: { aside?: number; below?: number; eyes?: number | null } = {},
): FaceSeen => {
  const width = height * 0.55;
  const box = {
    x: FACE_LIMITS.middle.x + aside - width / 2,
    y: FACE_LIMITS.middle.y + below - height / 2,
    width,
    height,
  };
  return { box, score: 0.9, eyeOpenness: eyes };
};
const seen = (faces: readonly FaceSeen[], light = LIT): Observation => ({
  faces,
  light,
  tookMs: 60,
});
const found = (faces: readonly FaceSeen[], light = LIT): Findings =>
  adviseOn(seen(faces, light)).findings;

describe('adviseOn', () => {
  it('passes all checks for one centred, large, well-lit face with open eyes', () => {
    const { findings, facePercent } = adviseOn(seen([face()]));
    expect(Object.values(findings)).toEqual(photoChecks.map(() => 'ok'));
    expect(facePercent).toBe(40);
    expect(failedChecks(findings)).toEqual([]);
    expect(firstToSay(findings)).toBe('ready');
  });

  it.each([
    ['a face far away', [face(0.2)], LIT, 'large-enough', 'too-small'],
    ['a face that fills the picture', [face(0.75)], LIT, 'large-enough', 'too-large'],
    ['a face at the left edge', [face(0.4, { aside: -0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face at the right edge', [face(0.4, { aside: 0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face too low', [face(0.4, { below: 0.2 })], LIT, 'in-middle', 'off-middle'],
    ['a face in the dark', [face()], { mean: 30, burnt: 0 }, 'well-lit', 'too-dark'],
    ['a face that is white all over', [face()], { mean: 230, burnt: 0 }, 'well-lit', 'too-bright'],
    ['a face with burnt-out parts', [face()], { mean: 160, burnt: 0.4 }, 'well-lit', 'too-bright'],
    ['closed eyes', [face(0.4, { eyes: 0.1 })], LIT, 'eyes-visible', 'eyes-hidden'],
    ['a second person', [face(), face(0.3, { aside: 0.3 })], LIT, 'one-face', 'many-faces'],
  ] as const)('reports %s only', (_what, faces, light, check, problem) => {
    const findings = found(faces, light);
    expect(findings[check]).toBe(problem);
    expect(failedChecks(findings)).toEqual([check]);
    expect(firstToSay(findings)).toBe(problem);
  });

  it('uses the largest face regardless of order and ignores distant faces', () => {
    expect(found([face(0.08, { aside: 0.3 }), face()])['one-face']).toBe('ok');
    expect(adviseOn(seen([face(0.08, { aside: 0.3 }), face()])).facePercent).toBe(40);
  });

  it('leaves checks that need a face unknown without one', () => {
    const findings = found([]);
    expect(findings).toEqual({ ...NOTHING_SEEN.findings, 'one-face': 'no-face' });
    expect(failedChecks(findings)).toEqual(['one-face']);
    expect(firstToSay(findings)).toBe('no-face');
  });

  it('reports darkness before a missing face', () => {
    expect(firstToSay(found([], { mean: 12, burnt: 0 }))).toBe('too-dark');
    // A bright wall behind an empty chair is no fault of the light.
    expect(found([], { mean: 240, burnt: 0.9 })['well-lit']).toBe('unknown');
  });

  it('does not fail the eye check when no eyes were detected', () => {
    const findings = found([face(0.4, { eyes: null })]);
    expect(findings['eyes-visible']).toBe('unknown');
    expect(failedChecks(findings)).toEqual([]);
    expect(firstToSay(findings)).toBeNull();
  });

  it('prioritises hints by face count, size, position and eyes', () => {
    expect(
      firstToSay(found([face(0.2, { aside: 0.2, eyes: 0.1 }), face(0.19, { aside: -0.3 })])),
    ).toBe('many-faces');
    expect(firstToSay(found([face(0.2, { aside: 0.2, eyes: 0.1 })]))).toBe('too-small');
    expect(firstToSay(found([face(0.4, { aside: 0.2, eyes: 0.1 })]))).toBe('off-middle');
  });

  it('applies hysteresis to a check that has just passed', () => {
    const between = FACE_LIMITS.minHeight * (1 - FACE_LIMITS.slack / 2);
    expect(adviseOn(seen([face(between)])).findings['large-enough']).toBe('too-small');
    const passed = adviseOn(seen([face()])).findings;
    expect(adviseOn(seen([face(between)]), passed).findings['large-enough']).toBe('ok');
  });
});

describe('createSteadier', () => {
  const after = (...looks: readonly Observation[]): Findings => {
    const steadier = createSteadier();
    return looks.map((look) => steadier.add(look)).at(-1)?.findings ?? NOTHING_SEEN.findings;
  };
  const times = (count: number, look: Observation): Observation[] =>
    Array.from({ length: count }, () => look);
  const good = seen([face()]);
  const gone = seen([]);

  it('shows a result only after consecutive looks agree', () => {
    expect(after(good)).toEqual(NOTHING_SEEN.findings);
    expect(firstToSay(after(...times(STEADY.toGood, good)))).toBe('ready');
  });

  it('ignores one missed face and a blink', () => {
    const blink = seen([face(0.4, { eyes: 0.05 })]);
    expect(firstToSay(after(...times(4, good), gone, good))).toBe('ready');
    expect(firstToSay(after(...times(4, good), blink, blink, good))).toBe('ready');
  });

  it('follows a lasting change', () => {
    expect(firstToSay(after(...times(4, good), ...times(STEADY.toBad, gone)))).toBe('no-face');
    expect(firstToSay(after(...times(4, gone), ...times(STEADY.toGood, good)))).toBe('ready');
  });

  it('keeps its result while two results alternate', () => {
    const steadier = createSteadier();
    times(3, good).forEach((look) => steadier.add(look));
    const far = seen([face(0.2)]);
    const shown = Array.from(
      { length: 20 },
      (_, index) => steadier.add(index % 2 ? good : far).findings['large-enough'],
    );
    expect(new Set(shown)).toEqual(new Set(['ok']));
  });

  it('keeps the face size through one missed face and clears it when the face stays absent', () => {
    const steadier = createSteadier();
    steadier.add(good);
    expect(steadier.add(gone).facePercent).toBe(40);
    times(STEADY.toBad, gone).forEach((look) => steadier.add(look));
    expect(steadier.add(gone).facePercent).toBeNull();
  });

  it('resets after an interruption', () => {
    const steadier = createSteadier();
    times(3, good).forEach((look) => steadier.add(look));
    steadier.reset();
    expect(steadier.add(gone)).toEqual(NOTHING_SEEN);
  });
});
