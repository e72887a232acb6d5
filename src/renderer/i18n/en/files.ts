/** English texts of the file chooser. */
export const files = {
  places: 'Drives',
  list: 'Files and folders',
  noDrive: 'Insert a USB drive into this computer.',
  noDriveText: 'It appears here automatically.',
  looking: 'Reading the drive',
  removable: 'USB drive',
  folder: 'Folder of the bank',
  readOnly: 'Write-protected',
  up: 'Up',
  open: 'Open',
  choose: 'Choose',
  saveHere: 'Save here',
  empty: 'There is nothing to choose in this folder.',
  noFolders: 'No folders here. The file can be saved here.',
  left: '1 more is not shown. | {count} more are not shown.',
};
