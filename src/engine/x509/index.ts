/** The face of what is known of certificates; see the files for contracts. */

export { isCertificate, readCertificate } from './certificate.ts'
export type { Certificate, Fault } from './certificate.ts'
export { checkKeyFits, readPrivateKey } from './key.ts'
export type { PrivateKey } from './key.ts'
