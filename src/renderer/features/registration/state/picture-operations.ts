/** Operations on the pictures of the open registration: scan, import, camera, crop, and keeping one with a failed check. */
import type { CardCorners } from '#shared/domain/card-corners.ts';
import type {
  CardSide,
  OverrideReason,
  PhotoProblem,
  PicturePart,
  RegistrationView,
} from '#shared/domain/registration.ts';
import type { KioskBridge } from '#shared/ipc/contract.ts';
import { limits } from '#shared/limits.ts';
import { err, type Result } from '#shared/result.ts';
import type { RegistrationState } from './registration-state.ts';

/** The panel of a picture displays the progress and the failure of its operation. */
export interface PictureOperations {
  readonly scan: (side: CardSide) => Promise<void>;
  readonly cancelScan: () => void;
  /** @param file a dropped file, or the id of a file chosen on a drive. */
  readonly importPicture: (part: PicturePart, file: File | string) => Promise<void>;
  /** @param problems problems of a photo that is taken nevertheless; null when it was not checked. */
  readonly addCameraPicture: (
    part: PicturePart,
    bytes: Uint8Array,
    problems?: readonly PhotoProblem[] | null,
  ) => Promise<boolean>;
  /** @returns whether the card was cropped; otherwise the picture is unchanged and its panel displays the failure. */
  readonly cropCard: (side: CardSide, corners: CardCorners) => Promise<boolean>;
  readonly overridePicture: (part: PicturePart, reason: OverrideReason) => Promise<void>;
}

const readFile = async (file: File): Promise<Result<Uint8Array>> => {
  if (file.size > limits.importMaxBytes) return err('IMG-FILE-SIZE');
  if (file.size === 0) return err('IMG-NOT-IMAGE');
  try {
    return { ok: true, data: new Uint8Array(await file.arrayBuffer()) };
  } catch {
    // The drive was disconnected after the file was dropped.
    return err('FILE-GONE');
  }
};

export const createPictureOperations = (
  bridge: Pick<KioskBridge, 'registration' | 'scanner'>,
  { flow, dispatch, openId, applyResult }: RegistrationState,
): PictureOperations => {
  /** Runs an operation and applies its result. After a failure the previous picture remains. */
  const runOperation = async (
    part: PicturePart,
    operation: () => Promise<Result<RegistrationView>>,
  ): Promise<boolean> => {
    const requestedId = openId();
    const result = await operation();
    // Another registration may be open by now, and must not receive this picture.
    if (openId() !== requestedId) return false;
    dispatch({ type: 'picture-operation-ended', part, error: result.ok ? null : result.error });
    return applyResult(result) === null;
  };

  return {
    scan: async (side) => {
      if (flow.value?.busy.front || flow.value?.busy.back) return;
      dispatch({
        type: 'picture-operation-started',
        part: side,
        busy: { kind: 'scan', percent: null },
      });
      await runOperation(side, () => bridge.scanner.scan({ id: openId(), side }));
    },
    cancelScan: () => void bridge.scanner.cancel(),
    importPicture: async (part, file) => {
      dispatch({ type: 'picture-operation-started', part, busy: { kind: 'import' } });
      await runOperation(part, async () => {
        if (typeof file === 'string')
          return bridge.registration.importPicture({ id: openId(), part, file });
        const content = await readFile(file);
        return content.ok
          ? bridge.registration.putPicture({
              id: openId(),
              part,
              bytes: content.data,
              origin: 'import',
            })
          : content;
      });
    },
    addCameraPicture: (part, bytes, problems = null) => {
      dispatch({ type: 'picture-operation-started', part, busy: { kind: 'camera' } });
      return runOperation(part, () =>
        bridge.registration.putPicture({
          id: openId(),
          part,
          bytes,
          origin: 'camera',
          ...(problems && { photoProblems: [...problems] }),
        }),
      );
    },
    cropCard: (side, corners) => {
      dispatch({ type: 'picture-operation-started', part: side, busy: { kind: 'crop' } });
      return runOperation(side, () =>
        bridge.registration.cropCard({ id: openId(), side, corners }),
      );
    },
    overridePicture: async (part, reason) => {
      dispatch({ type: 'picture-operation-started', part, busy: { kind: 'override' } });
      await runOperation(part, () =>
        bridge.registration.overridePicture({ id: openId(), part, reason }),
      );
    },
  };
};
