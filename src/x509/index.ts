/** The face of the room: making certificates. */

export { issueCertificate } from './issue.ts'
export type { CertificateOrder, IssuedCertificate, Issuer } from './issue.ts'
