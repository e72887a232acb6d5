/**
 * Derives the five photo checks and the most important hint from face detections, without access to pictures or clock.
 * The result is advice: it may be wrong, so it never blocks the clerk.
 */
import {
  photoChecks,
  photoProblems,
  type PhotoCheck,
  type PhotoProblem,
} from '#shared/domain/registration.ts';
import type { DetectedFace, Observation } from './face-messages.ts';

/** `unknown`: not checked yet, or there is no face. */
export type Finding = 'ok' | 'unknown' | PhotoProblem;
export type Findings = Readonly<Record<PhotoCheck, Finding>>;

export interface Advice {
  readonly findings: Findings;
  /** Height of the face as a share of the picture's height, in whole percent; null without a face. */
  readonly facePercent: number | null;
}

/** Lengths are fractions of the picture; grey levels are 0 to 255. */
export const FACE_LIMITS = {
  /**
   * Minimum height of the face, from hairline to chin as the detector frames it. ISO/IEC 19794-5 requires 90 pixels
   * between the eyes of a full frontal picture. That distance is about .35 of the frame's height (63 of 180 mm; .33 on
   * the drawn faces of the tests), so the frame must have 260 pixels: .36 of the 720 lines that every webcam has.
   */
  minHeight: 0.36,
  /** A head with its hair is a third higher than the detector's frame, so the picture crops the head of a larger face. */
  maxHeight: 0.65,
  /** The centre of the detector's frame is below that of the head, by .05 of the picture on the drawn faces of the tests. */
  centre: { x: 0.5, y: 0.55 },
  /** At this offset a head of maximum size is still within the area from which a portrait (3:4) is cropped. */
  maxHorizontalOffset: 0.1,
  maxVerticalOffset: 0.14,
  /** A second face of this relative height is a person in the picture; a smaller one is far away in the background. */
  minBystanderRatio: 0.3,
  /**
   * Mean grey level of the face. Deep brown skin in good light measures about 60 to 90, so the limit is lower. This
   * is our own estimate, tested on drawn faces only.
   */
  minLight: 48,
  maxLight: 215,
  /** Maximum fraction of overexposed pixels in the face (our own estimate). */
  maxOverexposed: 0.2,
  /** Eye height over width. Open eyes measured .22 to .46; closed eyes are flatter (.2 in Soukupová and Čech, 2016). */
  minEyeOpenness: 0.18,
  /** Hysteresis as a fraction of each limit, so that small movements do not change a result. */
  hysteresis: 0.06,
} as const;

export const INITIAL_ADVICE: Advice = {
  findings: {
    'one-face': 'unknown',
    'in-middle': 'unknown',
    'large-enough': 'unknown',
    'well-lit': 'unknown',
    'eyes-visible': 'unknown',
  },
  facePercent: null,
};

const checkLight = ({ light }: Observation, hysteresis: number): Finding => {
  if (light.mean < FACE_LIMITS.minLight * (1 - hysteresis)) return 'too-dark';
  if (
    light.mean > FACE_LIMITS.maxLight * (1 + hysteresis) ||
    light.overexposed > FACE_LIMITS.maxOverexposed * (1 + hysteresis)
  )
    return 'too-bright';
  return 'ok';
};

const checkSize = ({ box }: DetectedFace, hysteresis: number): Finding => {
  if (box.height < FACE_LIMITS.minHeight * (1 - hysteresis)) return 'too-small';
  return box.height > FACE_LIMITS.maxHeight * (1 + hysteresis) ? 'too-large' : 'ok';
};

const checkPosition = ({ box }: DetectedFace, hysteresis: number): Finding => {
  const horizontalOffset = Math.abs(box.x + box.width / 2 - FACE_LIMITS.centre.x);
  const verticalOffset = Math.abs(box.y + box.height / 2 - FACE_LIMITS.centre.y);
  return horizontalOffset > FACE_LIMITS.maxHorizontalOffset * (1 + hysteresis) ||
    verticalOffset > FACE_LIMITS.maxVerticalOffset * (1 + hysteresis)
    ? 'off-middle'
    : 'ok';
};

const checkEyes = ({ eyeOpenness }: DetectedFace, hysteresis: number): Finding => {
  if (eyeOpenness === null) return 'unknown';
  return eyeOpenness < FACE_LIMITS.minEyeOpenness * (1 - hysteresis) ? 'eyes-hidden' : 'ok';
};

/**
 * Evaluates one observation.
 * @param previousFindings findings of the previous observation; a passed check stays passed within the hysteresis.
 */
export const evaluateObservation = (
  observation: Observation,
  previousFindings: Findings = INITIAL_ADVICE.findings,
): Advice => {
  const hysteresis = (check: PhotoCheck): number =>
    previousFindings[check] === 'ok' ? FACE_LIMITS.hysteresis : 0;
  const light = checkLight(observation, hysteresis('well-lit'));
  const [face, ...otherFaces] = [...observation.faces].sort((a, b) => b.box.height - a.box.height);
  if (!face) {
    // Without a face only darkness is reported, because a bright wall behind an empty chair is not a problem.
    const findings = {
      ...INITIAL_ADVICE.findings,
      'one-face': 'no-face',
      'well-lit': light === 'too-dark' ? light : 'unknown',
    } as const;
    return { findings, facePercent: null };
  }
  const hasBystander = otherFaces.some(
    (otherFace) => otherFace.box.height >= face.box.height * FACE_LIMITS.minBystanderRatio,
  );
  return {
    findings: {
      'one-face': hasBystander ? 'many-faces' : 'ok',
      'in-middle': checkPosition(face, hysteresis('in-middle')),
      'large-enough': checkSize(face, hysteresis('large-enough')),
      'well-lit': light,
      'eyes-visible': checkEyes(face, hysteresis('eyes-visible')),
    },
    facePercent: Math.round(face.box.height * 100),
  };
};

const isProblem = (finding: Finding): finding is PhotoProblem =>
  finding !== 'ok' && finding !== 'unknown';

/** Failed checks, in the order of the list. */
export const failedChecks = (findings: Findings): PhotoCheck[] =>
  photoChecks.filter((check) => isProblem(findings[check]));

/**
 * The most important hint: darkness first, because faces are not detected in the dark, then by the order of
 * `photoProblems`.
 * @returns `ready` when every check passed, null when there is no result yet.
 */
export const mostUrgentHint = (findings: Findings): PhotoProblem | 'ready' | null => {
  const currentFindings = photoChecks.map((check) => findings[check]);
  if (currentFindings.includes('too-dark')) return 'too-dark';
  const problem = photoProblems.find((each) => currentFindings.includes(each));
  if (problem) return problem;
  return currentFindings.every((finding) => finding === 'ok') ? 'ready' : null;
};

/**
 * Number of consecutive equal results before a check changes. Failing requires more than passing, to avoid false
 * warnings.
 */
export const DEBOUNCE_COUNTS = { toFailed: 3, toPassed: 2 } as const;

export interface AdviceDebouncer {
  /** Adds an observation. @returns the advice to display. */
  add(observation: Observation): Advice;
  /** Discards earlier observations after an interruption of the preview. */
  reset(): void;
}

/** Debounces the advice, so that a blink, a small movement or a missed detection does not change the display. */
export const createAdviceDebouncer = (): AdviceDebouncer => {
  let current: Advice = INITIAL_ADVICE;
  const pending = new Map<PhotoCheck, { readonly finding: Finding; readonly count: number }>();
  let missedCount = 0;

  const debounce = (check: PhotoCheck, finding: Finding): Finding => {
    const currentFinding = current.findings[check];
    const pendingFinding = pending.get(check);
    const count = pendingFinding?.finding === finding ? pendingFinding.count + 1 : 1;
    if (
      finding === currentFinding ||
      count >= (currentFinding === 'ok' ? DEBOUNCE_COUNTS.toFailed : DEBOUNCE_COUNTS.toPassed)
    ) {
      pending.delete(check);
      return finding;
    }
    pending.set(check, { finding, count });
    return currentFinding;
  };

  return {
    add: (observation) => {
      const advice = evaluateObservation(observation, current.findings);
      missedCount = advice.facePercent === null ? missedCount + 1 : 0;
      const findings = Object.fromEntries(
        photoChecks.map((check) => [check, debounce(check, advice.findings[check])]),
      ) as unknown as Findings;
      const facePercent =
        advice.facePercent ?? (missedCount < DEBOUNCE_COUNTS.toFailed ? current.facePercent : null);
      current = { findings, facePercent };
      return current;
    },
    reset: () => {
      current = INITIAL_ADVICE;
      pending.clear();
      missedCount = 0;
    },
  };
};
