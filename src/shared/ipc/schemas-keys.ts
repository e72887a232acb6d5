/** What the branch lead does: hands over registrations, and looks after the counter's keys. */
import * as v from 'valibot';
import { id } from './schemas.ts';
import { pinText } from './schemas-lock.ts';

export const takeOverInput = v.strictObject({ id, leadPin: pinText });
