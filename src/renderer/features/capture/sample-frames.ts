/** Samples a live video a few times per second at low resolution, to keep the load on the page negligible. */
import { createFrameCounter, type FrameStatistics } from './frame-statistics.ts';

const EVERY_MS = 250;
const ACROSS = 64;
const DOWN = 36;

const greyOf = ({ data }: ImageData): Uint8Array => {
  const grey = new Uint8Array(data.length / 4);
  // Rec. 601 luma.
  for (let at = 0; at < grey.length; at += 1) {
    grey[at] =
      0.299 * (data[4 * at] ?? 0) +
      0.587 * (data[4 * at + 1] ?? 0) +
      0.114 * (data[4 * at + 2] ?? 0);
  }
  return grey;
};

/**
 * @param tell called with new statistics about every quarter of a second.
 * @returns a function that stops it.
 */
export const sampleFrames = (
  video: HTMLVideoElement,
  tell: (statistics: FrameStatistics) => void,
): (() => void) => {
  const counter = createFrameCounter();
  const canvas = document.createElement('canvas');
  canvas.width = ACROSS;
  canvas.height = DOWN;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let presented = 0;
  let callback = 0;
  const count = (_now: number, { presentedFrames }: { readonly presentedFrames: number }): void => {
    presented = presentedFrames;
    callback = video.requestVideoFrameCallback(count);
  };
  callback = video.requestVideoFrameCallback(count);
  const timer = setInterval(() => {
    if (!context || video.readyState < video.HAVE_CURRENT_DATA) return;
    context.drawImage(video, 0, 0, ACROSS, DOWN);
    const grey = greyOf(context.getImageData(0, 0, ACROSS, DOWN));
    tell(
      counter.add({
        at: performance.now(),
        presented,
        width: video.videoWidth,
        height: video.videoHeight,
        grey,
      }),
    );
  }, EVERY_MS);
  return () => {
    clearInterval(timer);
    video.cancelVideoFrameCallback(callback);
  };
};
