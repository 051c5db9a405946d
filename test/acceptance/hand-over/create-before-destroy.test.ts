/** The matrix of hand-overs with create_before_destroy: the old part goes last. */

import { handOvers } from './suite.ts'

handOvers('create_before_destroy', () => false)
