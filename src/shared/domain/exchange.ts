/** Files that are exchanged on removable drives: purposes of the dialogs and their file types. */

export const filePurposes = ['picture', 'transfer', 'save'] as const;
/** `save` offers folders only. */
export type FilePurpose = (typeof filePurposes)[number];

/** Lower-case file extensions per dialog. The actual type of a picture is determined when it is decoded. */
export const fileExtensions: Readonly<Record<FilePurpose, readonly string[]>> = {
  picture: ['jpg', 'jpeg', 'png', 'tif', 'tiff', 'webp', 'bmp'],
  transfer: ['ekycmove'],
  save: [],
};

export const placeKinds = ['removable', 'folder'] as const;
/** A removable drive, or a folder that the policy names. */
export type PlaceKind = (typeof placeKinds)[number];
