/** First lines of the imaging process. It knows no key, no token and no name: only pictures come in and go out. */
import * as v from 'valibot';
import { portToOwner, serveHelper } from '../process/serve.ts';
import { createCleaner } from './clean.ts';

const cleanRequest = v.object({
  kind: v.picklist(['card', 'photo']),
  bytes: v.instance(Uint8Array<ArrayBufferLike>),
  maxBytes: v.exactOptional(v.number()),
});

const port = portToOwner(process);
if (!port) throw new Error('The imaging process is started by the app, not by hand');
const clean = createCleaner();
serveHelper(port, { clean: (payload) => clean(v.parse(cleanRequest, payload)) });
