/**
 * Derives the five photo checks and the hint with the highest priority from face detections. Pure functions without pictures
 * or clock. The result is advice: it may be wrong and never blocks the clerk.
 */
import {
  photoChecks,
  photoProblems,
  type PhotoCheck,
  type PhotoProblem,
} from '#shared/domain/registration.ts';
import type { FaceSeen, Observation } from './face-messages.ts';

/** `unknown`: not checked yet, or there is no face. */
export type Finding = 'ok' | 'unknown' | PhotoProblem;
export type Findings = Readonly<Record<PhotoCheck, Finding>>;

export interface Advice {
  readonly findings: Findings;
  /** Height of the face as a share of the picture's height, in whole percent; null without a face. */
  readonly facePercent: number | null;
}

/** Lengths are shares of the picture; grey levels run from 0 to 255. */
export const FACE_LIMITS = {
  /**
   * Minimum height of the face, hairline to chin as the detector frames it. ISO/IEC 19794-5 requires 90 pixels between
   * the eyes of a full frontal picture. That distance is about .35 of the frame's height (63 of 180 mm; .33 on the
   * drawn faces), so it takes 260 of the 720 lines that webcams have at least.
   */
  minHeight: 0.36,
  /** A whole head with its hair is a third higher than the frame; beyond this it is cut off. */
  maxHeight: 0.65,
  /** The centre of the detector's frame is below the centre of the head: by .05 of the picture on the drawn faces. */
  middle: { x: 0.5, y: 0.55 },
  /**
   * At this horizontal offset a head of the largest size is still inside the part that a portrait (3:4) is cropped
   * from.
   */
  maxAside: 0.1,
  maxAboveOrBelow: 0.14,
  /** A second face this high beside the first is a person in the picture; a smaller one is far away in the hall. */
  bystander: 0.3,
  /**
   * Mean grey of the face. Deep brown skin in good light measures about 60 to 90, so the limit is lower; own estimate,
   * tested on drawn faces only.
   */
  minLight: 48,
  maxLight: 215,
  /** Share of burnt-out pixels in the face; own estimate. */
  maxBurnt: 0.2,
  /** Eye height over width. Open eyes measured .22 to .46; a closed one is flatter (.2 in Soukupová and Čech, 2016). */
  minEyeOpenness: 0.18,
  /**
   * Hysteresis as a share of each limit: within it a check keeps its result, so that small movements cause no flicker.
   */
  slack: 0.06,
} as const;

export const NOTHING_SEEN: Advice = {
  findings: {
    'one-face': 'unknown',
    'in-middle': 'unknown',
    'large-enough': 'unknown',
    'well-lit': 'unknown',
    'eyes-visible': 'unknown',
  },
  facePercent: null,
};

const lightOf = ({ light }: Observation, ease: number): Finding => {
  if (light.mean < FACE_LIMITS.minLight * (1 - ease)) return 'too-dark';
  if (
    light.mean > FACE_LIMITS.maxLight * (1 + ease) ||
    light.burnt > FACE_LIMITS.maxBurnt * (1 + ease)
  )
    return 'too-bright';
  return 'ok';
};

const sizeOf = ({ box }: FaceSeen, ease: number): Finding => {
  if (box.height < FACE_LIMITS.minHeight * (1 - ease)) return 'too-small';
  return box.height > FACE_LIMITS.maxHeight * (1 + ease) ? 'too-large' : 'ok';
};

const placeOf = ({ box }: FaceSeen, ease: number): Finding => {
  const aside = Math.abs(box.x + box.width / 2 - FACE_LIMITS.middle.x);
  const above = Math.abs(box.y + box.height / 2 - FACE_LIMITS.middle.y);
  return aside > FACE_LIMITS.maxAside * (1 + ease) ||
    above > FACE_LIMITS.maxAboveOrBelow * (1 + ease)
    ? 'off-middle'
    : 'ok';
};

const eyesOf = ({ eyeOpenness }: FaceSeen, ease: number): Finding => {
  if (eyeOpenness === null) return 'unknown';
  return eyeOpenness < FACE_LIMITS.minEyeOpenness * (1 - ease) ? 'eyes-hidden' : 'ok';
};

/** @param before findings of the last observation; a passed check stays passed within the slack. */
export const adviseOn = (seen: Observation, before: Findings = NOTHING_SEEN.findings): Advice => {
  const ease = (check: PhotoCheck): number => (before[check] === 'ok' ? FACE_LIMITS.slack : 0);
  const light = lightOf(seen, ease('well-lit'));
  const [face, ...others] = [...seen.faces].sort((a, b) => b.box.height - a.box.height);
  if (!face) {
    // Without a face only darkness can be reported: a bright wall behind an empty chair is no problem.
    const findings = {
      ...NOTHING_SEEN.findings,
      'one-face': 'no-face',
      'well-lit': light === 'too-dark' ? light : 'unknown',
    } as const;
    return { findings, facePercent: null };
  }
  const crowd = others.some((other) => other.box.height >= face.box.height * FACE_LIMITS.bystander);
  return {
    findings: {
      'one-face': crowd ? 'many-faces' : 'ok',
      'in-middle': placeOf(face, ease('in-middle')),
      'large-enough': sizeOf(face, ease('large-enough')),
      'well-lit': light,
      'eyes-visible': eyesOf(face, ease('eyes-visible')),
    },
    facePercent: Math.round(face.box.height * 100),
  };
};

const isProblem = (finding: Finding): finding is PhotoProblem =>
  finding !== 'ok' && finding !== 'unknown';

/** The checks that did not pass, in the order of the list. */
export const failedChecks = (findings: Findings): PhotoCheck[] =>
  photoChecks.filter((check) => isProblem(findings[check]));

/**
 * The hint with the highest priority: darkness first, because no face is detected in the dark, then the order of
 * `photoProblems`.
 * @returns `ready` when every check passed, null when there is no result yet.
 */
export const firstToSay = (findings: Findings): PhotoProblem | 'ready' | null => {
  const found = photoChecks.map((check) => findings[check]);
  if (found.includes('too-dark')) return 'too-dark';
  const problem = photoProblems.find((each) => found.includes(each));
  if (problem) return problem;
  return found.every((finding) => finding === 'ok') ? 'ready' : null;
};

/** Number of consecutive equal results before a check changes; a failure needs more than a recovery. */
export const STEADY = { toBad: 3, toGood: 2 } as const;

export interface Steadier {
  /** Adds the next observation. @returns the advice to show. */
  add(seen: Observation): Advice;
  /** Discards earlier results after an interruption of the preview. */
  reset(): void;
}

/** Debounces the advice, so that a blink, a small movement or a face missed once does not change the screen. */
export const createSteadier = (): Steadier => {
  let shown: Advice = NOTHING_SEEN;
  const pending = new Map<PhotoCheck, { readonly finding: Finding; readonly looks: number }>();
  let missed = 0;

  const debounce = (check: PhotoCheck, finding: Finding): Finding => {
    const now = shown.findings[check];
    const waiting = pending.get(check);
    const looks = waiting?.finding === finding ? waiting.looks + 1 : 1;
    if (finding === now || looks >= (now === 'ok' ? STEADY.toBad : STEADY.toGood)) {
      pending.delete(check);
      return finding;
    }
    pending.set(check, { finding, looks });
    return now;
  };

  return {
    add: (seen) => {
      const advice = adviseOn(seen, shown.findings);
      missed = advice.facePercent === null ? missed + 1 : 0;
      const findings = Object.fromEntries(
        photoChecks.map((check) => [check, debounce(check, advice.findings[check])]),
      ) as unknown as Findings;
      const facePercent = advice.facePercent ?? (missed < STEADY.toBad ? shown.facePercent : null);
      shown = { findings, facePercent };
      return shown;
    },
    reset: () => {
      shown = NOTHING_SEEN;
      pending.clear();
      missed = 0;
    },
  };
};
