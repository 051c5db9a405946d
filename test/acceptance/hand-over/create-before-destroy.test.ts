/** The matrix of hand-overs, with create_before_destroy: the old one is destroyed last. */

import { handOvers } from './suite.ts'

handOvers('create_before_destroy', () => false)
