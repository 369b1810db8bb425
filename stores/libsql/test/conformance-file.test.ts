/** The conformance suite on a file. */
import { storeConformance } from '@agent-versions/conformance';
import { conformanceInput } from './support/conforming-store';
import { temporaryFile } from './support/temporary-folder';

storeConformance(
  conformanceInput({
    name: 'LibSQL file',
    options: () => ({ id: 'conformance', url: `file:${temporaryFile()}` }),
    shared: true,
  }),
);
