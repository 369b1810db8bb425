/** The conformance suite on Postgres as a pooler in transaction mode needs it. */
import { storeConformance } from '@agent-versions/conformance';
import { conformanceInput } from './conforming-store';

storeConformance(conformanceInput('Postgres without prepared statements', { preparedStatements: false }));
