/**
 * Stores the selected camera by its label. Device ids change with every start of the app, and labels are available only
 * while the page may use a camera.
 */

export interface CameraDevice {
  readonly id: string;
  /** The system's name for the camera; empty until the page has camera permission. */
  readonly label: string;
}

const LABEL_CHARS = 30;
const KEPT_CHARS = 300;

/** A camera's name as it is remembered. */
export const keptName = (label: string): string => label.slice(0, KEPT_CHARS);

/** A camera's name without its USB ids, short enough for the picker. */
export const shortLabel = (label: string): string => {
  const name = label.replace(/\s*\([\da-f]{4}:[\da-f]{4}\)$/i, '').trim();
  return name.length > LABEL_CHARS ? `${name.slice(0, LABEL_CHARS - 1)}…` : name;
};

/** @returns the id of the remembered camera, or null when it is not connected or the labels are not available. */
export const rememberedId = (
  devices: readonly CameraDevice[],
  remembered: string | null,
): string | null =>
  (remembered &&
    devices.find((device) => keptName(device.label) === remembered && device.id !== '')?.id) ||
  null;

/** The cameras of this machine. Before the page may use one they have neither id nor name, but they can be counted. */
export const listCameras = async (): Promise<CameraDevice[]> => {
  const all = await navigator.mediaDevices.enumerateDevices();
  return all
    .filter((device) => device.kind === 'videoinput')
    .map(({ deviceId: id, label }) => ({ id, label }));
};
