/**
 * Icons (Phosphor, MIT) as path data. `UiIcon` renders `<path :d>`, because the page must not parse markup at run time.
 * Bold icons are for use beside text, `-fill` for states, `-regular` for large icons in lists.
 */
import check from '@phosphor-icons/core/bold/check-bold.svg?raw';
import x from '@phosphor-icons/core/bold/x-bold.svg?raw';
import clock from '@phosphor-icons/core/bold/clock-bold.svg?raw';
import pause from '@phosphor-icons/core/bold/pause-bold.svg?raw';
import trayArrowUp from '@phosphor-icons/core/bold/tray-arrow-up-bold.svg?raw';
import arrowUp from '@phosphor-icons/core/bold/arrow-up-bold.svg?raw';
import arrowDown from '@phosphor-icons/core/bold/arrow-down-bold.svg?raw';
import arrowRight from '@phosphor-icons/core/bold/arrow-right-bold.svg?raw';
import arrowLeft from '@phosphor-icons/core/bold/arrow-left-bold.svg?raw';
import arrowElbowDownLeft from '@phosphor-icons/core/bold/arrow-elbow-down-left-bold.svg?raw';
import caretRight from '@phosphor-icons/core/bold/caret-right-bold.svg?raw';
import caretDown from '@phosphor-icons/core/bold/caret-down-bold.svg?raw';
import eye from '@phosphor-icons/core/bold/eye-bold.svg?raw';
import pencilSimple from '@phosphor-icons/core/bold/pencil-simple-bold.svg?raw';
import sealCheck from '@phosphor-icons/core/bold/seal-check-bold.svg?raw';
import prohibit from '@phosphor-icons/core/bold/prohibit-bold.svg?raw';
import trash from '@phosphor-icons/core/bold/trash-bold.svg?raw';
import keyboard from '@phosphor-icons/core/bold/keyboard-bold.svg?raw';
import backspace from '@phosphor-icons/core/bold/backspace-bold.svg?raw';
import lockKey from '@phosphor-icons/core/bold/lock-key-bold.svg?raw';
import key from '@phosphor-icons/core/bold/key-bold.svg?raw';
import tray from '@phosphor-icons/core/bold/tray-bold.svg?raw';
import user from '@phosphor-icons/core/bold/user-bold.svg?raw';
import plugs from '@phosphor-icons/core/bold/plugs-bold.svg?raw';
import info from '@phosphor-icons/core/bold/info-bold.svg?raw';
import timer from '@phosphor-icons/core/bold/timer-bold.svg?raw';
import arrowClockwise from '@phosphor-icons/core/bold/arrow-clockwise-bold.svg?raw';
import arrowCounterClockwise from '@phosphor-icons/core/bold/arrow-counter-clockwise-bold.svg?raw';
import arrowsClockwise from '@phosphor-icons/core/bold/arrows-clockwise-bold.svg?raw';
import magnifyingGlass from '@phosphor-icons/core/bold/magnifying-glass-bold.svg?raw';
import magnifyingGlassPlus from '@phosphor-icons/core/bold/magnifying-glass-plus-bold.svg?raw';
import magnifyingGlassMinus from '@phosphor-icons/core/bold/magnifying-glass-minus-bold.svg?raw';
import notEquals from '@phosphor-icons/core/bold/not-equals-bold.svg?raw';
import signOut from '@phosphor-icons/core/bold/sign-out-bold.svg?raw';
import camera from '@phosphor-icons/core/bold/camera-bold.svg?raw';
import folder from '@phosphor-icons/core/bold/folder-bold.svg?raw';
import file from '@phosphor-icons/core/bold/file-bold.svg?raw';
import usb from '@phosphor-icons/core/bold/usb-bold.svg?raw';
import folderOpen from '@phosphor-icons/core/bold/folder-open-bold.svg?raw';
import scan from '@phosphor-icons/core/bold/scan-bold.svg?raw';
import floppyDisk from '@phosphor-icons/core/bold/floppy-disk-bold.svg?raw';
import printer from '@phosphor-icons/core/bold/printer-bold.svg?raw';
import identificationCard from '@phosphor-icons/core/bold/identification-card-bold.svg?raw';
import graduationCap from '@phosphor-icons/core/bold/graduation-cap-bold.svg?raw';
import question from '@phosphor-icons/core/bold/question-bold.svg?raw';
import xCircle from '@phosphor-icons/core/bold/x-circle-bold.svg?raw';
import warning from '@phosphor-icons/core/bold/warning-bold.svg?raw';
import uploadSimple from '@phosphor-icons/core/bold/upload-simple-bold.svg?raw';
import videoCamera from '@phosphor-icons/core/bold/video-camera-bold.svg?raw';
import arrowsOutSimple from '@phosphor-icons/core/bold/arrows-out-simple-bold.svg?raw';
import arrowsInSimple from '@phosphor-icons/core/bold/arrows-in-simple-bold.svg?raw';
import sun from '@phosphor-icons/core/bold/sun-bold.svg?raw';
import plus from '@phosphor-icons/core/bold/plus-bold.svg?raw';
import userFocus from '@phosphor-icons/core/bold/user-focus-bold.svg?raw';
import boundingBox from '@phosphor-icons/core/bold/bounding-box-bold.svg?raw';
import image from '@phosphor-icons/core/bold/image-bold.svg?raw';
import checkCircle from '@phosphor-icons/core/bold/check-circle-bold.svg?raw';
import listChecks from '@phosphor-icons/core/bold/list-checks-bold.svg?raw';
import lockKeyFill from '@phosphor-icons/core/fill/lock-key-fill.svg?raw';
import checkCircleFill from '@phosphor-icons/core/fill/check-circle-fill.svg?raw';
import warningFill from '@phosphor-icons/core/fill/warning-fill.svg?raw';
import warningCircleFill from '@phosphor-icons/core/fill/warning-circle-fill.svg?raw';
import xCircleFill from '@phosphor-icons/core/fill/x-circle-fill.svg?raw';
import questionFill from '@phosphor-icons/core/fill/question-fill.svg?raw';
import sealCheckFill from '@phosphor-icons/core/fill/seal-check-fill.svg?raw';
import paperPlaneTiltFill from '@phosphor-icons/core/fill/paper-plane-tilt-fill.svg?raw';
import cameraFill from '@phosphor-icons/core/fill/camera-fill.svg?raw';
import infoFill from '@phosphor-icons/core/fill/info-fill.svg?raw';
import sealCheckRegular from '@phosphor-icons/core/regular/seal-check.svg?raw';
import listChecksRegular from '@phosphor-icons/core/regular/list-checks.svg?raw';
import powerRegular from '@phosphor-icons/core/regular/power.svg?raw';
import signOutRegular from '@phosphor-icons/core/regular/sign-out.svg?raw';
import lockKeyRegular from '@phosphor-icons/core/regular/lock-key.svg?raw';
import calendarCheckRegular from '@phosphor-icons/core/regular/calendar-check.svg?raw';
import stethoscopeRegular from '@phosphor-icons/core/regular/stethoscope.svg?raw';
import trayRegular from '@phosphor-icons/core/regular/tray.svg?raw';
import gearRegular from '@phosphor-icons/core/regular/gear.svg?raw';

const svgMarkup = {
  check,
  x,
  clock,
  pause,
  'tray-arrow-up': trayArrowUp,
  'arrow-up': arrowUp,
  'arrow-down': arrowDown,
  'arrow-right': arrowRight,
  'arrow-left': arrowLeft,
  'arrow-elbow-down-left': arrowElbowDownLeft,
  'caret-right': caretRight,
  'caret-down': caretDown,
  eye,
  'pencil-simple': pencilSimple,
  'seal-check': sealCheck,
  prohibit,
  trash,
  keyboard,
  'lock-key': lockKey,
  'lock-key-fill': lockKeyFill,
  backspace,
  key,
  tray,
  user,
  plugs,
  info,
  timer,
  'arrow-clockwise': arrowClockwise,
  'arrow-counter-clockwise': arrowCounterClockwise,
  'arrows-clockwise': arrowsClockwise,
  'magnifying-glass': magnifyingGlass,
  'magnifying-glass-plus': magnifyingGlassPlus,
  'magnifying-glass-minus': magnifyingGlassMinus,
  'not-equals': notEquals,
  'sign-out': signOut,
  camera,
  folder,
  file,
  usb,
  'folder-open': folderOpen,
  scan,
  'floppy-disk': floppyDisk,
  printer,
  'identification-card': identificationCard,
  'bounding-box': boundingBox,
  'graduation-cap': graduationCap,
  question,
  'x-circle': xCircle,
  warning,
  'upload-simple': uploadSimple,
  'video-camera': videoCamera,
  'arrows-out-simple': arrowsOutSimple,
  'arrows-in-simple': arrowsInSimple,
  sun,
  plus,
  'user-focus': userFocus,
  image,
  'check-circle': checkCircle,
  'list-checks': listChecks,
  'check-circle-fill': checkCircleFill,
  'warning-fill': warningFill,
  'warning-circle-fill': warningCircleFill,
  'x-circle-fill': xCircleFill,
  'question-fill': questionFill,
  'seal-check-fill': sealCheckFill,
  'paper-plane-tilt-fill': paperPlaneTiltFill,
  'camera-fill': cameraFill,
  'info-fill': infoFill,
  'seal-check-regular': sealCheckRegular,
  'list-checks-regular': listChecksRegular,
  'power-regular': powerRegular,
  'sign-out-regular': signOutRegular,
  'lock-key-regular': lockKeyRegular,
  'stethoscope-regular': stethoscopeRegular,
  'tray-regular': trayRegular,
  'gear-regular': gearRegular,
  'calendar-check-regular': calendarCheckRegular,
} as const;

export type IconName = keyof typeof svgMarkup;

/** Path data of an icon on a 256 × 256 grid. */
export const iconPath = (name: IconName): string => / d="([^"]+)"/.exec(svgMarkup[name])?.[1] ?? '';
