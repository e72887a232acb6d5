/**
 * Stores the selected camera by its label, because device ids change with every start of the app. Labels are available
 * only while the page has camera permission.
 */

export interface CameraDevice {
  readonly id: string;
  /** The system's name for the camera; empty until the page has camera permission. */
  readonly label: string;
}

const LABEL_CHARS = 30;
const MAX_STORED_CHARS = 300;

/** A camera's name as it is stored. */
export const storedName = (label: string): string => label.slice(0, MAX_STORED_CHARS);

/** A camera's name without USB ids, short enough for the picker. */
export const shortLabel = (label: string): string => {
  const name = label.replace(/\s*\([\da-f]{4}:[\da-f]{4}\)$/i, '').trim();
  return name.length > LABEL_CHARS ? `${name.slice(0, LABEL_CHARS - 1)}…` : name;
};

/** @returns the id of the stored camera, or null when it is not connected or labels are not available. */
export const idOfStored = (
  devices: readonly CameraDevice[],
  stored: string | null,
): string | null =>
  (stored &&
    devices.find((device) => storedName(device.label) === stored && device.id !== '')?.id) ||
  null;

/** The connected cameras. Without camera permission they have neither id nor label, but they can be counted. */
export const listCameras = async (): Promise<CameraDevice[]> => {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((device) => device.kind === 'videoinput')
    .map(({ deviceId: id, label }) => ({ id, label }));
};
