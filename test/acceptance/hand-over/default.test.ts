/** The matrix of hand-overs, with Terraform's default life cycle: the old one is destroyed first. */

import { handOvers } from './suite.ts'

handOvers('default', () => true)
