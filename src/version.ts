/** The product's version, from its one source; below every room. */

import manifest from '../package.json' with { type: 'json' }

export const version: string = manifest.version
