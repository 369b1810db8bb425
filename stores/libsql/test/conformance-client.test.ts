/** The conformance suite on a client that was handed in. */
import { storeConformance } from '@agent-versions/conformance';
import { createClient } from '@libsql/client';
import { conformanceInput } from './support/conforming-store';
import { temporaryFile } from './support/temporary-folder';

storeConformance(
  conformanceInput({
    name: 'LibSQL injected client',
    options: () => ({ id: 'conformance', client: createClient({ url: `file:${temporaryFile()}` }) }),
    shared: false,
  }),
);
