/** The face of the room: who may call the engine API, and the record of what they did. */

export { Audit, toAuditSubject } from './audit.ts'
export type { AuditSubject } from './audit.ts'
export type { Caller, StoredToken, TokenStore } from './contract.ts'
export { admitLocal, Gate } from './gate.ts'
export type { CertificateRoles } from './gate.ts'
export { openTokenFile } from './token-file.ts'
export { TokenBook } from './token-book.ts'
