/** Messages between the page and the face detection worker. Positions and sizes are fractions of the picture, 0 to 1. */

export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface FaceSeen {
  readonly box: FaceBox;
  /** How sure the finder is, 0 to 1. */
  readonly score: number;
  /** How far the eyes are open: height over width of the eye, the mean of both (Soukupová and Čech 2016). Null when not found. */
  readonly eyeOpenness: number | null;
}

/** Of the largest face, or of the middle of the picture when there is none. */
export interface Light {
  /** Mean grey level, 0 to 255. */
  readonly mean: number;
  /** Share of pixels that are white through overexposure. */
  readonly burnt: number;
}

export interface Observation {
  readonly faces: readonly FaceSeen[];
  readonly light: Light;
  /** How long looking took, milliseconds. */
  readonly tookMs: number;
}

/** To the worker: a frame, which it closes. */
export interface FaceQuestion {
  readonly frame: VideoFrame;
}

/** From the worker: once `ready` or `failed`, then one answer for each frame. */
export type FaceAnswer =
  | { readonly kind: 'ready' }
  | { readonly kind: 'seen'; readonly observation: Observation }
  /** The models cannot be loaded or used; there will be no further answer. The text is for the developer's eyes only. */
  | { readonly kind: 'failed'; readonly reason: string };
