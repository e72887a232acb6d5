/**
 * Simulated camera of the training mode for machines without a webcam. Its video stream shows the portrait of a
 * customer for practice with a slight movement.
 */

export const TRAINING_CAMERA_ID = 'training';

const FRAME = { width: 1_280, height: 720 } as const;
const FRAMES_PER_SECOND = 12;
/** Simulated movement of the person: amplitude in pixels and period in seconds. */
const SWAY = { pixels: 5, seconds: 4 } as const;
/**
 * Simulated sensor noise, as the maximum opacity of black over the frame. A picture without noise is reported as
 * frozen.
 */
const NOISE = 0.025;

const simulatedStreams = new WeakSet<MediaStream>();

/** The device id of a stream's camera; '' when the stream does not state one. */
export const cameraIdOf = (stream: MediaStream): string =>
  simulatedStreams.has(stream)
    ? TRAINING_CAMERA_ID
    : (stream.getVideoTracks()[0]?.getSettings().deviceId ?? '');

/**
 * Draws the portrait in the centre of a wide frame. Its outermost columns are stretched to fill both sides.
 * @param shift horizontal offset of the portrait in pixels.
 */
const drawFrame = (
  context: CanvasRenderingContext2D,
  portrait: ImageBitmap,
  shift: number,
): void => {
  const { width, height } = FRAME;
  const portraitWidth = (portrait.width * height) / portrait.height;
  const left = (width - portraitWidth) / 2 + shift;
  const right = left + portraitWidth;
  context.drawImage(portrait, 0, 0, 1, portrait.height, 0, 0, left + 1, height);
  const lastColumn = portrait.width - 1;
  context.drawImage(
    portrait,
    lastColumn,
    0,
    1,
    portrait.height,
    right - 1,
    0,
    width - right + 1,
    height,
  );
  context.drawImage(portrait, left, 0, portraitWidth, height);
  context.fillStyle = `rgb(0 0 0 / ${Math.random() * NOISE})`;
  context.fillRect(0, 0, width, height);
};

/**
 * Opens the simulated camera. The animation ends when the stream's track is stopped.
 * @param portraitJpeg encoded portrait.
 * @throws when the portrait cannot be decoded.
 */
export const openTrainingCamera = async (portraitJpeg: Uint8Array): Promise<MediaStream> => {
  const portrait = await createImageBitmap(new Blob([new Uint8Array(portraitJpeg)]));
  const canvas = document.createElement('canvas');
  canvas.width = FRAME.width;
  canvas.height = FRAME.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const prefersReducedMotion = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const draw = (): void => {
    const phase = (performance.now() / 1_000 / SWAY.seconds) * 2 * Math.PI;
    drawFrame(context, portrait, prefersReducedMotion ? 0 : SWAY.pixels * Math.sin(phase));
  };
  draw();
  const stream = canvas.captureStream(FRAMES_PER_SECOND);
  simulatedStreams.add(stream);
  const timer = setInterval(() => {
    if (stream.getVideoTracks().every((track) => track.readyState === 'ended')) {
      clearInterval(timer);
      portrait.close();
    } else draw();
  }, 1_000 / FRAMES_PER_SECOND);
  return stream;
};
