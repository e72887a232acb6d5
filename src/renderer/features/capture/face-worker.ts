/**
 * Worker that detects faces in frames: the tiny face detector and tiny landmark model of face-api on TensorFlow's
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

/** 320 is the smallest of the detector's sizes that misses no face of a customer at a counter; 416 takes twice as long. */
const DETECTOR = new TinyFaceDetectorOptions({ inputSize: 320, scoreThreshold: 0.4 });
/** Frames are scaled to this width in pixels first; a detector with an input of 320 pixels gains nothing from more. */
const WIDTH = 640;
/** Grey level from which a pixel is white through overexposure. */
const BURNT_FROM = 250;
/** Usual place of a face, where the light is measured when none is found. */
const MIDDLE: FaceBox = { x: 0.3, y: 0.15, width: 0.4, height: 0.7 };

const canvas = new OffscreenCanvas(1, 1);

const say = (answer: FaceAnswer): void => postMessage(answer);

/** face-api requires the DOM's canvas and image classes; a worker has none, and they are not needed for tensors. */
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
  // Three binaries must be named; every browser the counter may have takes the one with SIMD and without threads.
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

/** Six points around an eye: corner, two above, corner, two below. */
const openness = (eye: readonly Point[]): number => {
  const across = distance(eye[0], eye[3]);
  return across === 0 ? 0 : (distance(eye[1], eye[5]) + distance(eye[2], eye[4])) / (2 * across);
};

/** @param inside the part to measure, as shares of the picture. */
const lightOf = ({ data, width, height }: ImageData, inside: FaceBox): Light => {
  const left = Math.max(0, Math.floor(inside.x * width));
  const top = Math.max(0, Math.floor(inside.y * height));
  const right = Math.min(width, Math.ceil((inside.x + inside.width) * width));
  const bottom = Math.min(height, Math.ceil((inside.y + inside.height) * height));
  let sum = 0;
  let burnt = 0;
  let count = 0;
  for (let y = top; y < bottom; y += 1) {
    for (let x = left; x < right; x += 1) {
      const at = 4 * (y * width + x);
      // Rec. 601 luma.
      const grey =
        0.299 * (data[at] ?? 0) + 0.587 * (data[at + 1] ?? 0) + 0.114 * (data[at + 2] ?? 0);
      sum += grey;
      if (grey >= BURNT_FROM) burnt += 1;
      count += 1;
    }
  }
  return count === 0 ? { mean: 0, burnt: 0 } : { mean: sum / count, burnt: burnt / count };
};

/** The frame scaled to the size for detection. */
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
  const cut = await extractFaceTensors(image, [face]);
  try {
    const landmarks = cut[0] ? await nets.faceLandmark68TinyNet.detectLandmarks(cut[0]) : null;
    if (!(landmarks instanceof FaceLandmarks68)) return null;
    return (openness(landmarks.getLeftEye()) + openness(landmarks.getRightEye())) / 2;
  } finally {
    for (const tensor of cut) tensor.dispose();
  }
};

const look = async (frame: VideoFrame): Promise<Observation> => {
  const began = performance.now();
  const pixels = pixelsOf(frame);
  const image = tf.browser.fromPixels(pixels);
  try {
    const found = await nets.tinyFaceDetector.locateFaces(image, DETECTOR);
    found.sort((a, b) => b.box.area - a.box.area);
    // Landmarks are computed only for the face that is checked, because they take time.
    const eyes = found[0] ? await eyesOf(image, found[0]) : null;
    const faces = found.map(({ relativeBox: { x, y, width, height }, score }, index): FaceSeen => ({
      box: { x, y, width, height },
      score,
      eyeOpenness: index === 0 ? eyes : null,
    }));
    return {
      faces,
      light: lightOf(pixels, faces[0]?.box ?? MIDDLE),
      tookMs: performance.now() - began,
    };
  } finally {
    image.dispose();
  }
};

const fail = (error: unknown): void =>
  say({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });

load().then(() => say({ kind: 'ready' }), fail);
addEventListener('message', ({ data: { frame } }: MessageEvent<FaceQuestion>) => {
  void look(frame)
    .then((observation) => say({ kind: 'seen', observation }), fail)
    .finally(() => frame.close());
});
