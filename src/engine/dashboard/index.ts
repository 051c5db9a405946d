/** The face of the dashboard: a page that shows load balancers as they are. */

export { readAssets } from './assets.ts'
export { serveDashboard } from './server.ts'
export type { DashboardAddress } from './server.ts'
