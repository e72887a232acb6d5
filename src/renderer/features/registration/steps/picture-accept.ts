/** Accepted picture types of file inputs. The real type of a file is determined when it is decoded. */
export const PICTURE_ACCEPT =
  'image/jpeg,image/png,image/tiff,image/webp,image/bmp,.jpg,.jpeg,.png,.tif,.tiff,.webp,.bmp';
