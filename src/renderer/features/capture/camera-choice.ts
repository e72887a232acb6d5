/**
 * Identifies the selected camera across starts of the app. It is stored by its label, because device ids change with
 * every start. Labels are available only while the page has camera permission.
 */

export interface CameraDevice {
  readonly id: string;
  /** The system's name for the camera; empty until the page has camera permission. */
  readonly label: string;
}

const MAX_LABEL_CHARS = 30;
const MAX_STORED_NAME_CHARS = 300;

/** The name under which a camera is stored: its label, truncated to 300 characters. */
export const storedCameraName = (label: string): string => label.slice(0, MAX_STORED_NAME_CHARS);

/** A camera's label for the picker: without the USB ids, truncated to 30 characters. */
export const shortLabel = (label: string): string => {
  const name = label.replace(/\s*\([\da-f]{4}:[\da-f]{4}\)$/i, '').trim();
  return name.length > MAX_LABEL_CHARS ? `${name.slice(0, MAX_LABEL_CHARS - 1)}…` : name;
};

/** @returns the id of the stored camera, or null when it is not connected or labels are not available. */
export const findStoredCameraId = (
  devices: readonly CameraDevice[],
  storedName: string | null,
): string | null =>
  (storedName &&
    devices.find((device) => storedCameraName(device.label) === storedName && device.id !== '')
      ?.id) ||
  null;

/** The connected cameras. Without camera permission they have neither id nor label, but they can be counted. */
export const listCameras = async (): Promise<CameraDevice[]> => {
  const mediaDevices = await navigator.mediaDevices.enumerateDevices();
  return mediaDevices
    .filter((device) => device.kind === 'videoinput')
    .map(({ deviceId: id, label }) => ({ id, label }));
};
