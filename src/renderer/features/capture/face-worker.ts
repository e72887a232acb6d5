/**
 * Worker that detects faces in frames and measures their brightness. It uses the tiny face detector and the tiny
 * landmark model of face-api on TensorFlow's WebAssembly backend, without threads or GPU. Models and binaries ship with
 * the app.
 */
import { setThreadsCount, setWasmPaths } from '@tensorflow/tfjs-backend-wasm/dist/index.js';
import wasmUrl from '@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url';
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
import landmarkUrl from '@vladmandic/face-api/model/face_landmark_68_tiny_model.bin?url';
import detectorManifest from '@vladmandic/face-api/model/tiny_face_detector_model-weights_manifest.json';
import detectorUrl from '@vladmandic/face-api/model/tiny_face_detector_model.bin?url';
import type {
  FaceResponse,
  FaceBox,
  FaceRequest,
  DetectedFace,
  Light,
  Observation,
} from './face-messages.ts';

/** An input of 320 pixels is the smallest that detects all faces of customers at a counter; 416 take twice as long. */
const DETECTOR_OPTIONS = new TinyFaceDetectorOptions({ inputSize: 320, scoreThreshold: 0.4 });
/** Frames are scaled down to this width. A larger one does not improve detection, because the input has 320 pixels. */
const MAX_FRAME_WIDTH_PX = 640;
/** Minimum grey level (0 to 255) of an overexposed pixel. */
const MIN_OVEREXPOSED_LEVEL = 250;
/** Area in which the brightness is measured when no face is detected. */
const CENTRE: FaceBox = { x: 0.3, y: 0.15, width: 0.4, height: 0.7 };

const canvas = new OffscreenCanvas(1, 1);

const reply = (response: FaceResponse): void => postMessage(response);

/** face-api requires the DOM's canvas and image classes, which a worker lacks and tensors do not need. */
const stubDomClasses = (): void => {
  class UnavailableClass {
    readonly isUnavailable = true;
  }
  const failUnavailable = (): never => {
    throw new Error('a worker has no elements');
  };
  env.setEnv({
    Canvas: UnavailableClass,
    CanvasRenderingContext2D: UnavailableClass,
    Image: UnavailableClass,
    ImageData,
    Video: UnavailableClass,
    createCanvasElement: failUnavailable,
    createImageElement: failUnavailable,
    createVideoElement: failUnavailable,
    fetch: failUnavailable,
    readFile: failUnavailable,
  } as unknown as Parameters<typeof env.setEnv>[0]);
};

const fetchBytes = async (url: string): Promise<ArrayBuffer> => {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response.arrayBuffer();
};

const decodeWeights = (
  bytes: ArrayBuffer,
  manifest: readonly { readonly weights: readonly object[] }[],
) =>
  tf.io.decodeWeights(
    bytes,
    manifest.flatMap((part) => part.weights) as Parameters<typeof tf.io.decodeWeights>[1],
  );

const loadModels = async (): Promise<void> => {
  stubDomClasses();
  // The library requires a URL for each of its three binaries; only the one with SIMD and without threads is loaded.
  setWasmPaths({
    'tfjs-backend-wasm-simd.wasm': wasmUrl,
    'tfjs-backend-wasm.wasm': wasmUrl,
    'tfjs-backend-wasm-threaded-simd.wasm': wasmUrl,
  });
  setThreadsCount(1);
  tensorEnv().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) throw new Error('no wasm backend');
  await ready();
  const [detector, landmarks] = await Promise.all([
    fetchBytes(detectorUrl),
    fetchBytes(landmarkUrl),
  ]);
  nets.tinyFaceDetector.loadFromWeightMap(decodeWeights(detector, detectorManifest));
  nets.faceLandmark68TinyNet.loadFromWeightMap(decodeWeights(landmarks, landmarkManifest));
};

const distance = (a: Point | undefined, b: Point | undefined): number =>
  a && b ? Math.hypot(a.x - b.x, a.y - b.y) : 0;

/** Height over width of an eye. @param eye six points: corner, two above, corner, two below. */
const eyeAspectRatio = (eye: readonly Point[]): number => {
  const eyeWidth = distance(eye[0], eye[3]);
  return eyeWidth === 0
    ? 0
    : (distance(eye[1], eye[5]) + distance(eye[2], eye[4])) / (2 * eyeWidth);
};

/** @param area area to measure, in fractions of the picture. */
const measureLight = ({ data, width, height }: ImageData, area: FaceBox): Light => {
  const left = Math.max(0, Math.floor(area.x * width));
  const top = Math.max(0, Math.floor(area.y * height));
  const right = Math.min(width, Math.ceil((area.x + area.width) * width));
  const bottom = Math.min(height, Math.ceil((area.y + area.height) * height));
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
      if (greyLevel >= MIN_OVEREXPOSED_LEVEL) overexposed += 1;
      count += 1;
    }
  }
  return count === 0
    ? { mean: 0, overexposed: 0 }
    : { mean: sum / count, overexposed: overexposed / count };
};

/** Scales a frame to the size for detection. */
const scaledPixels = (frame: VideoFrame): ImageData => {
  const width = Math.min(MAX_FRAME_WIDTH_PX, frame.displayWidth);
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

const measureEyeOpenness = async (
  image: tf.Tensor3D,
  face: FaceDetection,
): Promise<number | null> => {
  const faceTensors = await extractFaceTensors(image, [face]);
  try {
    const landmarks = faceTensors[0]
      ? await nets.faceLandmark68TinyNet.detectLandmarks(faceTensors[0])
      : null;
    if (!(landmarks instanceof FaceLandmarks68)) return null;
    return (eyeAspectRatio(landmarks.getLeftEye()) + eyeAspectRatio(landmarks.getRightEye())) / 2;
  } finally {
    for (const tensor of faceTensors) tensor.dispose();
  }
};

const detectFaces = async (frame: VideoFrame): Promise<Observation> => {
  const startedAt = performance.now();
  const pixels = scaledPixels(frame);
  const image = tf.browser.fromPixels(pixels);
  try {
    const detections = await nets.tinyFaceDetector.locateFaces(image, DETECTOR_OPTIONS);
    detections.sort((a, b) => b.box.area - a.box.area);
    // Landmarks are computed for the largest face only, because they are slow and only this face is checked.
    const eyeOpenness = detections[0] ? await measureEyeOpenness(image, detections[0]) : null;
    const faces = detections.map(
      ({ relativeBox: { x, y, width, height }, score }, index): DetectedFace => ({
        box: { x, y, width, height },
        score,
        eyeOpenness: index === 0 ? eyeOpenness : null,
      }),
    );
    return {
      faces,
      light: measureLight(pixels, faces[0]?.box ?? CENTRE),
      durationMs: performance.now() - startedAt,
    };
  } finally {
    image.dispose();
  }
};

const replyFailed = (error: unknown): void =>
  reply({ kind: 'failed', reason: error instanceof Error ? error.message : 'unknown' });

loadModels().then(() => reply({ kind: 'ready' }), replyFailed);
addEventListener('message', ({ data: { frame } }: MessageEvent<FaceRequest>) => {
  void detectFaces(frame)
    .then((observation) => reply({ kind: 'seen', observation }), replyFailed)
    .finally(() => frame.close());
});
