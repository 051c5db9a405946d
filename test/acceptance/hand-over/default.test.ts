/** The matrix of hand-overs with Terraform's default life cycle: the old part goes first. */

import { handOvers } from './suite.ts'

handOvers('default', () => true)
