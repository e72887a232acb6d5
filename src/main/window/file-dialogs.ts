/** System dialogs for exporting and importing files. The page never specifies a path. */
import { dialog, type BrowserWindow } from 'electron';

const KIND = { name: 'eKYC', extensions: ['ekycmove'] };

export const createFileDialogs = (window: () => BrowserWindow | null) => ({
  saveTo: async (name: string): Promise<string | null> => {
    const parent = window();
    if (!parent) return null;
    const answer = await dialog.showSaveDialog(parent, {
      defaultPath: name,
      filters: [KIND],
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    return answer.canceled || answer.filePath === '' ? null : answer.filePath;
  },
  openFrom: async (): Promise<string | null> => {
    const parent = window();
    if (!parent) return null;
    const answer = await dialog.showOpenDialog(parent, {
      filters: [KIND],
      properties: ['openFile'],
    });
    return answer.canceled ? null : (answer.filePaths[0] ?? null);
  },
});
