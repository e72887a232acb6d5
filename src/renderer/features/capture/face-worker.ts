/**
 * Worker that detects faces in frames with the tiny face detector and tiny landmark model of face-api on TensorFlow's
 * WebAssembly backend, without threads or GPU. Models and binaries ship with the app.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/index.js';
import wasmAddress from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
import '@tensorflow/tfjs-core/dist/public/chained_ops/register_all_chained_ops.js';
import { env as tensorEnv, ready, setBackend } from '@tensorflow/tfjs-core';
import {
  env,
  extractFaceTensors,
  FaceLandmarks68,
  nets,
  tf,
  TinyFaceDetectorOptions,
  type FaceDetection,
  type Point,
} from '@vladmandic/face-api/dist/face-api.esm-nobundle.js';
import landmarkManifest from '@vladmandic/face-api/model/face_landmark_68_tiny_model-weights_manifest.json';
import landmarkAddress from '@vladmandic/face-api/model/face_landmark_68_tiny_model.bin?url';
import detectorManifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json';
import detectorAddress from '@vladmandic/face-api/model/tiny_face_detector_model.bin?url';
import type {
  FaceAnswer,
  FaceBox,
  FaceQuestion,
  FaceSeen,
  Light,
  Observation,
} from './face-messages.ts';

/** Input size of 320: the smallest that detects all faces of customers at a counter; 416 takes twice as long. */
const DETECTOR = new TinyFaceDetectorOptions({ inputSize: 320, scoreThreshold: 0.4 });
/**
 * Width in pixels to which frames are scaled. The detector has an input of 320 pixels, so more does not improve the
 * result.
 */
const WIDTH = 640;
/** Grey level from which a pixel counts as overexposed. */
const OVEREXPOSED_FROM = 250;
/** Area in which the brightness is measured when no face is detected. */
const MIDDLE: FaceBox = { x: 0.3, y: 0.15, width: 0.4, height: 0.7 };

const canvas = new OffscreenCanvas(1, 1);

const reply = (answer: FaceAnswer): void => postMessage(answer);

/** face-api requires the DOM's canvas and image classes, which a worker lacks and tensors do not need. */
const polyfillDomClasses = (): void => {
  class Absent {
    readonly absent = true;
  }
  const absent = (): never => {
    throw new Error('a worker has no elements');
  };
  env.setEnv({
    Canvas: Absent,
    CanvasRenderingContext2D: Absent,
    Image: Absent,
    ImageData,
    Video: Absent,
    createCanvasElement: absent,
    createImageElement: absent,
    createVideoElement: absent,
    fetch: absent,
    readFile: absent,
  } as unknown as Parameters<typeof env.setEnv>[0]);
};

const bytesOf = async (address: string): Promise<ArrayBuffer> => {
  const response = await fetch(address);
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.arrayBuffer();
};

const weights = (
  bytes: ArrayBuffer,
  manifest: readonly { readonly weights: readonly object[] }[],
) =>
  tf.io.decodeWeights(
    bytes,
    manifest.flatMap((part) => part.weights) as Parameters<typeof tf.io.decodeWeights>[1],
  );

const load = async (): Promise<void> => {
  polyfillDomClasses();
  // All three binaries must be named. Every supported browser loads the one with SIMD and without threads.
  setWasmPaths({
    'tfjs-backend-wasm-simd.wasm': wasmAddress,
    'tfjs-backend-wasm.wasm': wasmAddress,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmAddress,
  });
  setThreadsCount(1);
  tensorEnv().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) throw new Error('no wasm backend');
  await ready();
  const [detector, landmarks] = await Promise.all([
    bytesOf(detectorAddress),
    bytesOf(landmarkAddress),
  ]);
  nets.tinyFaceDetector.loadFromWeightMap(weights(detector, detectorManifest));
  nets.faceLandmark68TinyNet.loadFromWeightMap(weights(landmarks, landmarkManifest));
};

const distance = (a: Point | undefined, b: Point | undefined): number =>
  a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;

/** @param eye six points: corner, two above, corner, two below. */
const opennessOf = (eye: readonly Point[]): number => {
  const across = distance(eye[0], eye[3]);
  return across === 0 ? 0 : (distance(eye[1], eye[5]) + distance(eye[2], eye[4])) / (2 * across);
};

/** @param inside area to measure, in fractions of the picture. */
const lightOf = ({ data, width, height }: ImageData, inside: FaceBox): Light => {
  const left = Math.max(0, Math.floor(inside.x * width));
  const top = Math.max(0, Math.floor(inside.y * height));
  const right = Math.min(width, Math.ceil((inside.x + inside.width) * width));
  const bottom = Math.min(height, Math.ceil((inside.y + inside.height) * height));
  let sum = 0;
  let overexposed = 0;
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const offset = 4 * (y * width + x);
      // Luma according to ITU-R BT.601.
      const greyLevel =
        0.299 * (data[offset] ?? 0) +
        0.587 * (data[offset + 1] ?? 0) +
        0.114 * (data[offset + 2] ?? 0);
      sum += greyLevel;
      if (greyLevel >= OVEREXPOSED_FROM) overexposed += 1;
      count += 1;
    }
  }
  return count === 0
    ? { mean: 0, overexposed: 0 }
    : { mean: sum / count, overexposed: overexposed / count };
};

/** Scales a frame to the size for detection. */
const pixelsOf = (frame: VideoFrame): ImageData => {
  const width = Math.min(WIDTH, frame.displayWidth);
  const height = Math.round((frame.displayHeight * width) / frame.displayWidth);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('no 2d context');
  context.drawImage(frame, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
};

const eyesOf = async (image: tf.Tensor3D, face: FaceDetection): Promise<number | null> => {
  const faceTensors = await extractFaceTensors(image, [face]);
  try {
    const landmarks = faceTensors[0]
      ? await nets.faceLandmark68TinyNet.detectLandmarks(faceTensors[0])
      : null;
    if (!(landmarks instanceof FaceLandmarks68)) return null;
    return (opennessOf(landmarks.getLeftEye()) + opennessOf(landmarks.getRightEye())) / 2;
  } finally {
    for (const tensor of faceTensors) tensor.dispose();
  }
};

const detect = async (frame: VideoFrame): Promise<Observation> => {
  const startedAt = performance.now();
  const pixels = pixelsOf(frame);
  const image = tf.browser.fromPixels(pixels);
  try {
    const found = await nets.tinyFaceDetector.locateFaces(image, DETECTOR);
    found.sort((a, b) => b.box.area - a.box.area);
    // Landmarks are computed for the largest face only, because they are slow and only this face is checked.
    const eyes = found[0] ? await eyesOf(image, found[0]) : null;
    const faces = found.map(({ relativeBox: { x, y, width, height }, score }, index): FaceSeen => ({
      box: { x, y, width, height },
      score,
      eyeOpenness: index === 0 ? eyes : null,
    }));
    return {
      faces,
      light: lightOf(pixels, faces[0]?.box ?? MIDDLE),
      tookMs: performance.now() - startedAt,
    };
  } finally {
    image.dispose();
  }
};

const fail = (error: unknown): void =>
  reply({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });

load().then(() => reply({ kind: 'ready' }), fail);
addEventListener('message', ({ data: { frame } }: MessageEvent<FaceQuestion>) => {
  void detect(frame)
    .then((observation) => reply({ kind: 'seen', observation }), fail)
    .finally(() => frame.close());
});
