/** The kinds of picture file a clerk may bring in, for file inputs. What a file really holds is judged where it is decoded. */
export const PICTURE_FILES =
  'image/jpeg,image/png,image/tiff,image/webp,image/bmp,.jpg,.jpeg,.png,.tif,.tiff,.webp,.bmp';
