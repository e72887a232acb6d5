/** Samples a live video four times per second at 64 × 36 pixels, which limits the load on the page. */
import { createFrameAnalyser, type FrameStatistics } from './frame-statistics.ts';

const INTERVAL_MS = 250;
const SAMPLE_WIDTH = 64;
const SAMPLE_HEIGHT = 36;

const toGreyLevels = ({ data }: ImageData): Uint8Array => {
  const grey = new Uint8Array(data.length / 4);
  // Luma according to ITU-R BT.601.
  for (let index = 0; index < grey.length; index += 1) {
    grey[index] =
      0.299 * (data[4 * index] ?? 0) +
      0.587 * (data[4 * index + 1] ?? 0) +
      0.114 * (data[4 * index + 2] ?? 0);
  }
  return grey;
};

/** @param onStatistics called with new statistics about every 250 ms. @returns a function that stops sampling. */
export const sampleFrames = (
  video: HTMLVideoElement,
  onStatistics: (statistics: FrameStatistics) => void,
): (() => void) => {
  const analyser = createFrameAnalyser();
  const canvas = document.createElement('canvas');
  canvas.width = SAMPLE_WIDTH;
  canvas.height = SAMPLE_HEIGHT;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  let presentedCount = 0;
  let callbackHandle = 0;
  const onVideoFrame = (
    _now: number,
    { presentedFrames }: { readonly presentedFrames: number },
  ): void => {
    presentedCount = presentedFrames;
    callbackHandle = video.requestVideoFrameCallback(onVideoFrame);
  };
  callbackHandle = video.requestVideoFrameCallback(onVideoFrame);
  const timer = setInterval(() => {
    if (!context || video.readyState < video.HAVE_CURRENT_DATA) return;
    context.drawImage(video, 0, 0, SAMPLE_WIDTH, SAMPLE_HEIGHT);
    const grey = toGreyLevels(context.getImageData(0, 0, SAMPLE_WIDTH, SAMPLE_HEIGHT));
    onStatistics(
      analyser.add({
        at: performance.now(),
        presented: presentedCount,
        width: video.videoWidth,
        height: video.videoHeight,
        grey,
      }),
    );
  }, INTERVAL_MS);
  return () => {
    clearInterval(timer);
    video.cancelVideoFrameCallback(callbackHandle);
  };
};
