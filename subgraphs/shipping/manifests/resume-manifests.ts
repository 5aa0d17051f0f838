import { resumesWork } from '../held-work/resumes-work.ts';
import { carryManifestOn } from './carry-manifest-on.ts';
import { MANIFEST_WORK } from './manifest.query.ts';

/** Goes on with manifests that whoever asked for them has left, in that one's name. */
export const resumeManifests = resumesWork(MANIFEST_WORK, 'manifest', carryManifestOn);
