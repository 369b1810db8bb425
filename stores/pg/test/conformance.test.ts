/** The conformance suite on Postgres. */
import { storeConformance } from '@agent-versions/conformance';
import { conformanceInput } from './conforming-store';

storeConformance(conformanceInput('Postgres'));
