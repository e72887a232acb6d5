/** Messages between the page and the face detection worker. Positions and sizes are fractions (0 to 1) of the picture. */

export interface FaceBox {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface DetectedFace {
  readonly box: FaceBox;
  /** Confidence of the detection, 0 to 1. */
  readonly score: number;
  /** Eye openness: height over width of the eye, mean of both eyes (Soukupová and Čech 2016). Null when not detected. */
  readonly eyeOpenness: number | null;
}

/** Brightness of the largest face, or of the centre of the picture when there is none. */
export interface Light {
  /** Mean grey level, 0 to 255. */
  readonly mean: number;
  /** Fraction of overexposed pixels. */
  readonly overexposed: number;
}

export interface Observation {
  readonly faces: readonly DetectedFace[];
  readonly light: Light;
  /** Duration of the detection, milliseconds. */
  readonly durationMs: number;
}

/** Message to the worker: a frame, which is transferred and closed by the worker. */
export interface FaceRequest {
  readonly frame: VideoFrame;
}

/** Message from the worker: `ready` or `failed` after loading, then `seen` or `failed` for each frame. */
export type FaceResponse =
  | { readonly kind: 'ready' }
  | { readonly kind: 'seen'; readonly observation: Observation }
  /** The models cannot be loaded or used; the page terminates the worker. The reason is for developers only. */
  | { readonly kind: 'failed'; readonly reason: string };
