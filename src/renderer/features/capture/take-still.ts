/** Captures one frame of a live camera as a JPEG. The picture is not mirrored, even if the preview is. */
import { err, ok, type Result } from '#shared/result.ts';

const JPEG_QUALITY = 0.95;

/** @returns the JPEG of the displayed frame, or CAM-FAILED when there is no frame or it cannot be encoded. */
export const takeStill = async (video: HTMLVideoElement): Promise<Result<Uint8Array>> => {
  const { videoWidth: width, videoHeight: height } = video;
  if (video.readyState < video.HAVE_CURRENT_DATA || width === 0) return err('CAM-FAILED');
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  canvas.getContext('2d')?.drawImage(video, 0, 0, width, height);
  const blob = await new Promise<Blob | null>((resolve) =>
    canvas.toBlob(resolve, 'image/jpeg', JPEG_QUALITY),
  );
  return blob ? ok(new Uint8Array(await blob.arrayBuffer())) : err('CAM-FAILED');
};
