/** The package's face: the bindings, a module for each resource, and the construct over them. */

export * from './gen'
export { Front, LoadBalancer } from './load-balancer'
export type {
  ListenerOptions,
  LoadBalancerProps,
  Route,
  ServerLike,
  ServiceOptions,
} from './load-balancer'
