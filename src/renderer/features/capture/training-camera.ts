/**
 * The simulated camera of the training mode, which animates the portrait of a customer for practice, for machines
 * without a webcam.
 */

export const TRAINING_CAMERA_ID = 'training';

const FRAME = { width: 1_280, height: 720 } as const;
const FRAMES_PER_SECOND = 12;
/** Simulated movement of the person: amplitude in pixels and period in seconds. */
const SWAY = { pixels: 5, seconds: 4 } as const;
/**
 * Simulated sensor noise, as the opacity of black over the frame. Without noise the picture would be detected as
 * frozen.
 */
const NOISE = 0.025;

const simulatedStreams = new WeakSet<MediaStream>();

/** The id of the camera of a stream; '' when it has none. */
export const cameraIdOf = (stream: MediaStream): string =>
  simulatedStreams.has(stream)
    ? TRAINING_CAMERA_ID
    : (stream.getVideoTracks()[0]?.getSettings().deviceId ?? '');

/** Draws the portrait in the centre of a wide frame with a horizontal shift; its background is extended to both sides. */
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
  const edge = portrait.width - 1;
  context.drawImage(portrait, edge, 0, 1, portrait.height, right - 1, 0, width - right + 1, height);
  context.drawImage(portrait, left, 0, portraitWidth, height);
  context.fillStyle = `rgb(0 0 0 / ${Math.random() * NOISE})`;
  context.fillRect(0, 0, width, height);
};

/** Rejects when the portrait cannot be decoded. The animation ends with the stream's track. @param bytes portrait, JPEG. */
export const openTrainingCamera = async (bytes: Uint8Array): Promise<MediaStream> => {
  const portrait = await createImageBitmap(new Blob([new Uint8Array(bytes)]));
  const canvas = document.createElement('canvas');
  canvas.width = FRAME.width;
  canvas.height = FRAME.height;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const draw = (): void => {
    const phase = (performance.now() / 1_000 / SWAY.seconds) * 2 * Math.PI;
    drawFrame(context, portrait, isStill ? 0 : SWAY.pixels * Math.sin(phase));
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
