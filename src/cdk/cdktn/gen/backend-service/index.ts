// https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface BackendServiceConfig extends cdktn.TerraformMetaArguments {
  /**
  * Labels of your own, key to value.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#tags BackendService#tags}
  */
  readonly tags?: { [key: string]: string };
  /**
  * The instance it belongs to.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#lb_instance_id BackendService#lb_instance_id}
  */
  readonly lbInstanceId: string;
  /**
  * A name for people; it need not be unique. The id is the identity of the backend service.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#name BackendService#name}
  */
  readonly name: string;
  /**
  * What it speaks to servers: `HTTP` or `TCP`. Its listeners must speak the same. While listeners of the old protocol use it, a change replaces it: the new one is there first, and listeners whose `protocol` changes in the same apply move to it with no gap.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#protocol BackendService#protocol}
  */
  readonly protocol: string;
  /**
  * The port opened on the servers, for those that name no port of their own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#port BackendService#port}
  */
  readonly port: number;
  /**
  * How a server is chosen. `weighted_round_robin`: shares follow the weights exactly. `weighted_least_connections`: the least active connections for its weight. `source_ip`: one client, one server.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#algorithm BackendService#algorithm}
  */
  readonly algorithm?: string;
  /**
  * The servers: a server group. Either this or `availability_group_id`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#server_group_id BackendService#server_group_id}
  */
  readonly serverGroupId?: string;
  /**
  * The servers: an availability group. Either this or `server_group_id`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#availability_group_id BackendService#availability_group_id}
  */
  readonly availabilityGroupId?: string;
  /**
  * The weight of each of an availability group's instances, 0 to 100.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#availability_group_weight BackendService#availability_group_weight}
  */
  readonly availabilityGroupWeight?: number;
  /**
  * Off when left out. For HTTP: a client keeps its server, by a cookie that the load balancer inserts. The cookie does not show which server that is, and servers do not get to see it. An answer that sets it also gets `Cache-Control: private`. The cookie wins over the algorithm and the weight, also a weight of 0; when its server is unhealthy, disabled, full or gone, the algorithm chooses another one and the cookie is renewed.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#session_persistence BackendService#session_persistence}
  */
  readonly sessionPersistence?: BackendServiceSessionPersistence;
  /**
  * For TCP: every connection to a server begins with a line of the PROXY protocol, version 1, that tells the client's address; servers must expect it. Health checks of the same port begin with `PROXY UNKNOWN`, those of a `port` of their own do not.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#proxy_protocol BackendService#proxy_protocol}
  */
  readonly proxyProtocol?: boolean | cdktn.IResolvable;
  /**
  * How servers are checked. On by default.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#health_check BackendService#health_check}
  */
  readonly healthCheck?: BackendServiceHealthCheck;
  /**
  * How long the connections of a leaving server may go on.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#connection_draining_seconds BackendService#connection_draining_seconds}
  */
  readonly connectionDrainingSeconds?: number;
  /**
  * With no healthy server: true sends traffic to all of them, false answers 503 (HTTP) or closes the connection (TCP).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#fail_open BackendService#fail_open}
  */
  readonly failOpen?: boolean | cdktn.IResolvable;
  /**
  * How long connecting to a server may take, in milliseconds.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#connect_timeout_ms BackendService#connect_timeout_ms}
  */
  readonly connectTimeoutMs?: number;
  /**
  * How long a server may take to begin its answer, in milliseconds.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#response_timeout_ms BackendService#response_timeout_ms}
  */
  readonly responseTimeoutMs?: number;
  /**
  * How many requests (HTTP) or connections (TCP) a server may have at once; null for no limit. A full server is passed over, also by session persistence; when all are full, the answer is 503 (HTTP) or the connection is closed (TCP).
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#max_connections_per_server BackendService#max_connections_per_server}
  */
  readonly maxConnectionsPerServer?: number;
  /**
  * How long a server that joins others, as a new one or back in health, takes to get the full share of its weight; 0 means that it has it at once.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#slow_start_seconds BackendService#slow_start_seconds}
  */
  readonly slowStartSeconds?: number;
  /**
  * How long operations may take before they are given up.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#timeouts BackendService#timeouts}
  */
  readonly timeouts?: BackendServiceTimeouts;
}
export interface BackendServiceSessionPersistence {
  /**
  * Whether a client keeps its server.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#enabled BackendService#enabled}
  */
  readonly enabled: boolean | cdktn.IResolvable;
  /**
  * The name of the cookie.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#cookie_name BackendService#cookie_name}
  */
  readonly cookieName?: string;
  /**
  * How long the cookie is good after the last answer, in seconds; 0 means until the browser is closed. Above 0 the cookie is given anew with each answer.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#cookie_expire_seconds BackendService#cookie_expire_seconds}
  */
  readonly cookieExpireSeconds?: number;
}

export function backendServiceSessionPersistenceToTerraform(struct?: BackendServiceSessionPersistence | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    enabled: cdktn.booleanToTerraform(struct!.enabled),
    cookie_name: cdktn.stringToTerraform(struct!.cookieName),
    cookie_expire_seconds: cdktn.numberToTerraform(struct!.cookieExpireSeconds),
  }
}


export function backendServiceSessionPersistenceToHclTerraform(struct?: BackendServiceSessionPersistence | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    enabled: {
      value: cdktn.booleanToHclTerraform(struct!.enabled),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    cookie_name: {
      value: cdktn.stringToHclTerraform(struct!.cookieName),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    cookie_expire_seconds: {
      value: cdktn.numberToHclTerraform(struct!.cookieExpireSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BackendServiceSessionPersistenceOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BackendServiceSessionPersistence | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._enabled !== undefined) {
      hasAnyValues = true;
      internalValueResult.enabled = this._enabled;
    }
    if (this._cookieName !== undefined) {
      hasAnyValues = true;
      internalValueResult.cookieName = this._cookieName;
    }
    if (this._cookieExpireSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.cookieExpireSeconds = this._cookieExpireSeconds;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BackendServiceSessionPersistence | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._enabled = undefined;
      this._cookieName = undefined;
      this._cookieExpireSeconds = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._enabled = value.enabled;
      this._cookieName = value.cookieName;
      this._cookieExpireSeconds = value.cookieExpireSeconds;
    }
  }

  // enabled - computed: false, optional: false, required: true
  private _enabled?: boolean | cdktn.IResolvable; 
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }
  public set enabled(value: boolean | cdktn.IResolvable) {
    this._enabled = value;
  }
  // Temporarily expose input value. Use with caution.
  public get enabledInput() {
    return this._enabled;
  }

  // cookie_name - computed: true, optional: true, required: false
  private _cookieName?: string; 
  public get cookieName() {
    return this.getStringAttribute('cookie_name');
  }
  public set cookieName(value: string) {
    this._cookieName = value;
  }
  public resetCookieName() {
    this._cookieName = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get cookieNameInput() {
    return this._cookieName;
  }

  // cookie_expire_seconds - computed: true, optional: true, required: false
  private _cookieExpireSeconds?: number; 
  public get cookieExpireSeconds() {
    return this.getNumberAttribute('cookie_expire_seconds');
  }
  public set cookieExpireSeconds(value: number) {
    this._cookieExpireSeconds = value;
  }
  public resetCookieExpireSeconds() {
    this._cookieExpireSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get cookieExpireSecondsInput() {
    return this._cookieExpireSeconds;
  }
}
export interface BackendServiceHealthCheck {
  /**
  * Switched off, every server counts as healthy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#enabled BackendService#enabled}
  */
  readonly enabled?: boolean | cdktn.IResolvable;
  /**
  * `HTTP` or `TCP`; null means the backend service's. TCP: a server that accepts.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#protocol BackendService#protocol}
  */
  readonly protocol?: string;
  /**
  * The method of an HTTP probe.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#method BackendService#method}
  */
  readonly method?: string;
  /**
  * The path of an HTTP probe, query included.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#path BackendService#path}
  */
  readonly path?: string;
  /**
  * The Host header of an HTTP probe; null means the server's address and port.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#host BackendService#host}
  */
  readonly host?: string;
  /**
  * Where to probe; null means the port that gets the server's traffic.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#port BackendService#port}
  */
  readonly port?: number;
  /**
  * How long a probe may take, in milliseconds. May be longer than the interval: one probe per server is under way at a time.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#timeout_ms BackendService#timeout_ms}
  */
  readonly timeoutMs?: number;
  /**
  * From the start of a probe to the start of the next, in milliseconds.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#interval_ms BackendService#interval_ms}
  */
  readonly intervalMs?: number;
  /**
  * How many failures in a row make a server unhealthy.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#unhealthy_threshold BackendService#unhealthy_threshold}
  */
  readonly unhealthyThreshold?: number;
  /**
  * How many successes in a row bring an unhealthy server back. A new server needs one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#healthy_threshold BackendService#healthy_threshold}
  */
  readonly healthyThreshold?: number;
  /**
  * Statuses that count as success: classes, single ones and ranges.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#success_codes BackendService#success_codes}
  */
  readonly successCodes?: string[];
}

export function backendServiceHealthCheckToTerraform(struct?: BackendServiceHealthCheck | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    enabled: cdktn.booleanToTerraform(struct!.enabled),
    protocol: cdktn.stringToTerraform(struct!.protocol),
    method: cdktn.stringToTerraform(struct!.method),
    path: cdktn.stringToTerraform(struct!.path),
    host: cdktn.stringToTerraform(struct!.host),
    port: cdktn.numberToTerraform(struct!.port),
    timeout_ms: cdktn.numberToTerraform(struct!.timeoutMs),
    interval_ms: cdktn.numberToTerraform(struct!.intervalMs),
    unhealthy_threshold: cdktn.numberToTerraform(struct!.unhealthyThreshold),
    healthy_threshold: cdktn.numberToTerraform(struct!.healthyThreshold),
    success_codes: cdktn.listMapper(cdktn.stringToTerraform, false)(struct!.successCodes),
  }
}


export function backendServiceHealthCheckToHclTerraform(struct?: BackendServiceHealthCheck | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    enabled: {
      value: cdktn.booleanToHclTerraform(struct!.enabled),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    protocol: {
      value: cdktn.stringToHclTerraform(struct!.protocol),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    method: {
      value: cdktn.stringToHclTerraform(struct!.method),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    path: {
      value: cdktn.stringToHclTerraform(struct!.path),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    host: {
      value: cdktn.stringToHclTerraform(struct!.host),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    port: {
      value: cdktn.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    timeout_ms: {
      value: cdktn.numberToHclTerraform(struct!.timeoutMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    interval_ms: {
      value: cdktn.numberToHclTerraform(struct!.intervalMs),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    unhealthy_threshold: {
      value: cdktn.numberToHclTerraform(struct!.unhealthyThreshold),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    healthy_threshold: {
      value: cdktn.numberToHclTerraform(struct!.healthyThreshold),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    success_codes: {
      value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(struct!.successCodes),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BackendServiceHealthCheckOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BackendServiceHealthCheck | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._enabled !== undefined) {
      hasAnyValues = true;
      internalValueResult.enabled = this._enabled;
    }
    if (this._protocol !== undefined) {
      hasAnyValues = true;
      internalValueResult.protocol = this._protocol;
    }
    if (this._method !== undefined) {
      hasAnyValues = true;
      internalValueResult.method = this._method;
    }
    if (this._path !== undefined) {
      hasAnyValues = true;
      internalValueResult.path = this._path;
    }
    if (this._host !== undefined) {
      hasAnyValues = true;
      internalValueResult.host = this._host;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._timeoutMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.timeoutMs = this._timeoutMs;
    }
    if (this._intervalMs !== undefined) {
      hasAnyValues = true;
      internalValueResult.intervalMs = this._intervalMs;
    }
    if (this._unhealthyThreshold !== undefined) {
      hasAnyValues = true;
      internalValueResult.unhealthyThreshold = this._unhealthyThreshold;
    }
    if (this._healthyThreshold !== undefined) {
      hasAnyValues = true;
      internalValueResult.healthyThreshold = this._healthyThreshold;
    }
    if (this._successCodes !== undefined) {
      hasAnyValues = true;
      internalValueResult.successCodes = this._successCodes;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BackendServiceHealthCheck | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._enabled = undefined;
      this._protocol = undefined;
      this._method = undefined;
      this._path = undefined;
      this._host = undefined;
      this._port = undefined;
      this._timeoutMs = undefined;
      this._intervalMs = undefined;
      this._unhealthyThreshold = undefined;
      this._healthyThreshold = undefined;
      this._successCodes = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._enabled = value.enabled;
      this._protocol = value.protocol;
      this._method = value.method;
      this._path = value.path;
      this._host = value.host;
      this._port = value.port;
      this._timeoutMs = value.timeoutMs;
      this._intervalMs = value.intervalMs;
      this._unhealthyThreshold = value.unhealthyThreshold;
      this._healthyThreshold = value.healthyThreshold;
      this._successCodes = value.successCodes;
    }
  }

  // enabled - computed: true, optional: true, required: false
  private _enabled?: boolean | cdktn.IResolvable; 
  public get enabled() {
    return this.getBooleanAttribute('enabled');
  }
  public set enabled(value: boolean | cdktn.IResolvable) {
    this._enabled = value;
  }
  public resetEnabled() {
    this._enabled = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get enabledInput() {
    return this._enabled;
  }

  // protocol - computed: true, optional: true, required: false
  private _protocol?: string; 
  public get protocol() {
    return this.getStringAttribute('protocol');
  }
  public set protocol(value: string) {
    this._protocol = value;
  }
  public resetProtocol() {
    this._protocol = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get protocolInput() {
    return this._protocol;
  }

  // method - computed: true, optional: true, required: false
  private _method?: string; 
  public get method() {
    return this.getStringAttribute('method');
  }
  public set method(value: string) {
    this._method = value;
  }
  public resetMethod() {
    this._method = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get methodInput() {
    return this._method;
  }

  // path - computed: true, optional: true, required: false
  private _path?: string; 
  public get path() {
    return this.getStringAttribute('path');
  }
  public set path(value: string) {
    this._path = value;
  }
  public resetPath() {
    this._path = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get pathInput() {
    return this._path;
  }

  // host - computed: true, optional: true, required: false
  private _host?: string; 
  public get host() {
    return this.getStringAttribute('host');
  }
  public set host(value: string) {
    this._host = value;
  }
  public resetHost() {
    this._host = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get hostInput() {
    return this._host;
  }

  // port - computed: true, optional: true, required: false
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  public resetPort() {
    this._port = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // timeout_ms - computed: true, optional: true, required: false
  private _timeoutMs?: number; 
  public get timeoutMs() {
    return this.getNumberAttribute('timeout_ms');
  }
  public set timeoutMs(value: number) {
    this._timeoutMs = value;
  }
  public resetTimeoutMs() {
    this._timeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutMsInput() {
    return this._timeoutMs;
  }

  // interval_ms - computed: true, optional: true, required: false
  private _intervalMs?: number; 
  public get intervalMs() {
    return this.getNumberAttribute('interval_ms');
  }
  public set intervalMs(value: number) {
    this._intervalMs = value;
  }
  public resetIntervalMs() {
    this._intervalMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get intervalMsInput() {
    return this._intervalMs;
  }

  // unhealthy_threshold - computed: true, optional: true, required: false
  private _unhealthyThreshold?: number; 
  public get unhealthyThreshold() {
    return this.getNumberAttribute('unhealthy_threshold');
  }
  public set unhealthyThreshold(value: number) {
    this._unhealthyThreshold = value;
  }
  public resetUnhealthyThreshold() {
    this._unhealthyThreshold = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get unhealthyThresholdInput() {
    return this._unhealthyThreshold;
  }

  // healthy_threshold - computed: true, optional: true, required: false
  private _healthyThreshold?: number; 
  public get healthyThreshold() {
    return this.getNumberAttribute('healthy_threshold');
  }
  public set healthyThreshold(value: number) {
    this._healthyThreshold = value;
  }
  public resetHealthyThreshold() {
    this._healthyThreshold = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get healthyThresholdInput() {
    return this._healthyThreshold;
  }

  // success_codes - computed: true, optional: true, required: false
  private _successCodes?: string[]; 
  public get successCodes() {
    return this.getListAttribute('success_codes');
  }
  public set successCodes(value: string[]) {
    this._successCodes = value;
  }
  public resetSuccessCodes() {
    this._successCodes = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get successCodesInput() {
    return this._successCodes;
  }
}
export interface BackendServiceTimeouts {
  /**
  * How long the create may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#create BackendService#create}
  */
  readonly create?: string;
  /**
  * How long the update may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#update BackendService#update}
  */
  readonly update?: string;
  /**
  * How long the delete may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#delete BackendService#delete}
  */
  readonly delete?: string;
}

export function backendServiceTimeoutsToTerraform(struct?: BackendServiceTimeouts | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  return {
    create: cdktn.stringToTerraform(struct!.create),
    update: cdktn.stringToTerraform(struct!.update),
    delete: cdktn.stringToTerraform(struct!.delete),
  }
}


export function backendServiceTimeoutsToHclTerraform(struct?: BackendServiceTimeouts | cdktn.IResolvable): any {
  if (!cdktn.canInspect(struct) || cdktn.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktn.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdktn.io/docs/concepts/resources#references");
  }
  const attrs = {
    create: {
      value: cdktn.stringToHclTerraform(struct!.create),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    update: {
      value: cdktn.stringToHclTerraform(struct!.update),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    delete: {
      value: cdktn.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class BackendServiceTimeoutsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): BackendServiceTimeouts | cdktn.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._create !== undefined) {
      hasAnyValues = true;
      internalValueResult.create = this._create;
    }
    if (this._update !== undefined) {
      hasAnyValues = true;
      internalValueResult.update = this._update;
    }
    if (this._delete !== undefined) {
      hasAnyValues = true;
      internalValueResult.delete = this._delete;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: BackendServiceTimeouts | cdktn.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
      this._update = undefined;
      this._delete = undefined;
    }
    else if (cdktn.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._create = value.create;
      this._update = value.update;
      this._delete = value.delete;
    }
  }

  // create - computed: false, optional: true, required: false
  private _create?: string; 
  public get create() {
    return this.getStringAttribute('create');
  }
  public set create(value: string) {
    this._create = value;
  }
  public resetCreate() {
    this._create = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get createInput() {
    return this._create;
  }

  // update - computed: false, optional: true, required: false
  private _update?: string; 
  public get update() {
    return this.getStringAttribute('update');
  }
  public set update(value: string) {
    this._update = value;
  }
  public resetUpdate() {
    this._update = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get updateInput() {
    return this._update;
  }

  // delete - computed: false, optional: true, required: false
  private _delete?: string; 
  public get delete() {
    return this.getStringAttribute('delete');
  }
  public set delete(value: string) {
    this._delete = value;
  }
  public resetDelete() {
    this._delete = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get deleteInput() {
    return this._delete;
  }
}

/**
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service lb_backend_service}
*/
export class BackendService extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb_backend_service";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a BackendService resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the BackendService to import
  * @param importFromId The id of the existing BackendService that should be imported. Refer to the {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the BackendService to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "lb_backend_service", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/backend_service lb_backend_service} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options BackendServiceConfig
  */
  public constructor(scope: Construct, id: string, config: BackendServiceConfig) {
    super(scope, id, {
      terraformResourceType: 'lb_backend_service',
      terraformGeneratorMetadata: {
        providerName: 'lb',
        providerVersionConstraint: '~> 0.1'
      },
      provider: config.provider,
      dependsOn: config.dependsOn,
      count: config.count,
      lifecycle: config.lifecycle,
      provisioners: config.provisioners,
      connection: config.connection,
      forEach: config.forEach
    });
    this._tags = config.tags;
    this._lbInstanceId = config.lbInstanceId;
    this._name = config.name;
    this._protocol = config.protocol;
    this._port = config.port;
    this._algorithm = config.algorithm;
    this._serverGroupId = config.serverGroupId;
    this._availabilityGroupId = config.availabilityGroupId;
    this._availabilityGroupWeight = config.availabilityGroupWeight;
    this._sessionPersistence.internalValue = config.sessionPersistence;
    this._proxyProtocol = config.proxyProtocol;
    this._healthCheck.internalValue = config.healthCheck;
    this._connectionDrainingSeconds = config.connectionDrainingSeconds;
    this._failOpen = config.failOpen;
    this._connectTimeoutMs = config.connectTimeoutMs;
    this._responseTimeoutMs = config.responseTimeoutMs;
    this._maxConnectionsPerServer = config.maxConnectionsPerServer;
    this._slowStartSeconds = config.slowStartSeconds;
    this._timeouts.internalValue = config.timeouts;
  }

  // ==========
  // ATTRIBUTES
  // ==========

  // id - computed: true, optional: false, required: false
  public get id() {
    return this.getStringAttribute('id');
  }

  // tags - computed: true, optional: true, required: false
  private _tags?: { [key: string]: string }; 
  public get tags() {
    return this.getStringMapAttribute('tags');
  }
  public set tags(value: { [key: string]: string }) {
    this._tags = value;
  }
  public resetTags() {
    this._tags = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get tagsInput() {
    return this._tags;
  }

  // owner - computed: true, optional: false, required: false
  public get owner() {
    return this.getStringAttribute('owner');
  }

  // lb_instance_id - computed: false, optional: false, required: true
  private _lbInstanceId?: string; 
  public get lbInstanceId() {
    return this.getStringAttribute('lb_instance_id');
  }
  public set lbInstanceId(value: string) {
    this._lbInstanceId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get lbInstanceIdInput() {
    return this._lbInstanceId;
  }

  // name - computed: false, optional: false, required: true
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // protocol - computed: false, optional: false, required: true
  private _protocol?: string; 
  public get protocol() {
    return this.getStringAttribute('protocol');
  }
  public set protocol(value: string) {
    this._protocol = value;
  }
  // Temporarily expose input value. Use with caution.
  public get protocolInput() {
    return this._protocol;
  }

  // port - computed: false, optional: false, required: true
  private _port?: number; 
  public get port() {
    return this.getNumberAttribute('port');
  }
  public set port(value: number) {
    this._port = value;
  }
  // Temporarily expose input value. Use with caution.
  public get portInput() {
    return this._port;
  }

  // algorithm - computed: true, optional: true, required: false
  private _algorithm?: string; 
  public get algorithm() {
    return this.getStringAttribute('algorithm');
  }
  public set algorithm(value: string) {
    this._algorithm = value;
  }
  public resetAlgorithm() {
    this._algorithm = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get algorithmInput() {
    return this._algorithm;
  }

  // server_group_id - computed: false, optional: true, required: false
  private _serverGroupId?: string; 
  public get serverGroupId() {
    return this.getStringAttribute('server_group_id');
  }
  public set serverGroupId(value: string) {
    this._serverGroupId = value;
  }
  public resetServerGroupId() {
    this._serverGroupId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get serverGroupIdInput() {
    return this._serverGroupId;
  }

  // availability_group_id - computed: false, optional: true, required: false
  private _availabilityGroupId?: string; 
  public get availabilityGroupId() {
    return this.getStringAttribute('availability_group_id');
  }
  public set availabilityGroupId(value: string) {
    this._availabilityGroupId = value;
  }
  public resetAvailabilityGroupId() {
    this._availabilityGroupId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get availabilityGroupIdInput() {
    return this._availabilityGroupId;
  }

  // availability_group_weight - computed: true, optional: true, required: false
  private _availabilityGroupWeight?: number; 
  public get availabilityGroupWeight() {
    return this.getNumberAttribute('availability_group_weight');
  }
  public set availabilityGroupWeight(value: number) {
    this._availabilityGroupWeight = value;
  }
  public resetAvailabilityGroupWeight() {
    this._availabilityGroupWeight = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get availabilityGroupWeightInput() {
    return this._availabilityGroupWeight;
  }

  // session_persistence - computed: false, optional: true, required: false
  private _sessionPersistence = new BackendServiceSessionPersistenceOutputReference(this, "session_persistence");
  public get sessionPersistence() {
    return this._sessionPersistence;
  }
  public putSessionPersistence(value: BackendServiceSessionPersistence) {
    this._sessionPersistence.internalValue = value;
  }
  public resetSessionPersistence() {
    this._sessionPersistence.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get sessionPersistenceInput() {
    return this._sessionPersistence.internalValue;
  }

  // proxy_protocol - computed: true, optional: true, required: false
  private _proxyProtocol?: boolean | cdktn.IResolvable; 
  public get proxyProtocol() {
    return this.getBooleanAttribute('proxy_protocol');
  }
  public set proxyProtocol(value: boolean | cdktn.IResolvable) {
    this._proxyProtocol = value;
  }
  public resetProxyProtocol() {
    this._proxyProtocol = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get proxyProtocolInput() {
    return this._proxyProtocol;
  }

  // health_check - computed: true, optional: true, required: false
  private _healthCheck = new BackendServiceHealthCheckOutputReference(this, "health_check");
  public get healthCheck() {
    return this._healthCheck;
  }
  public putHealthCheck(value: BackendServiceHealthCheck) {
    this._healthCheck.internalValue = value;
  }
  public resetHealthCheck() {
    this._healthCheck.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get healthCheckInput() {
    return this._healthCheck.internalValue;
  }

  // connection_draining_seconds - computed: true, optional: true, required: false
  private _connectionDrainingSeconds?: number; 
  public get connectionDrainingSeconds() {
    return this.getNumberAttribute('connection_draining_seconds');
  }
  public set connectionDrainingSeconds(value: number) {
    this._connectionDrainingSeconds = value;
  }
  public resetConnectionDrainingSeconds() {
    this._connectionDrainingSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get connectionDrainingSecondsInput() {
    return this._connectionDrainingSeconds;
  }

  // fail_open - computed: true, optional: true, required: false
  private _failOpen?: boolean | cdktn.IResolvable; 
  public get failOpen() {
    return this.getBooleanAttribute('fail_open');
  }
  public set failOpen(value: boolean | cdktn.IResolvable) {
    this._failOpen = value;
  }
  public resetFailOpen() {
    this._failOpen = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get failOpenInput() {
    return this._failOpen;
  }

  // connect_timeout_ms - computed: true, optional: true, required: false
  private _connectTimeoutMs?: number; 
  public get connectTimeoutMs() {
    return this.getNumberAttribute('connect_timeout_ms');
  }
  public set connectTimeoutMs(value: number) {
    this._connectTimeoutMs = value;
  }
  public resetConnectTimeoutMs() {
    this._connectTimeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get connectTimeoutMsInput() {
    return this._connectTimeoutMs;
  }

  // response_timeout_ms - computed: true, optional: true, required: false
  private _responseTimeoutMs?: number; 
  public get responseTimeoutMs() {
    return this.getNumberAttribute('response_timeout_ms');
  }
  public set responseTimeoutMs(value: number) {
    this._responseTimeoutMs = value;
  }
  public resetResponseTimeoutMs() {
    this._responseTimeoutMs = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get responseTimeoutMsInput() {
    return this._responseTimeoutMs;
  }

  // max_connections_per_server - computed: false, optional: true, required: false
  private _maxConnectionsPerServer?: number; 
  public get maxConnectionsPerServer() {
    return this.getNumberAttribute('max_connections_per_server');
  }
  public set maxConnectionsPerServer(value: number) {
    this._maxConnectionsPerServer = value;
  }
  public resetMaxConnectionsPerServer() {
    this._maxConnectionsPerServer = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxConnectionsPerServerInput() {
    return this._maxConnectionsPerServer;
  }

  // slow_start_seconds - computed: true, optional: true, required: false
  private _slowStartSeconds?: number; 
  public get slowStartSeconds() {
    return this.getNumberAttribute('slow_start_seconds');
  }
  public set slowStartSeconds(value: number) {
    this._slowStartSeconds = value;
  }
  public resetSlowStartSeconds() {
    this._slowStartSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get slowStartSecondsInput() {
    return this._slowStartSeconds;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new BackendServiceTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: BackendServiceTimeouts) {
    this._timeouts.internalValue = value;
  }
  public resetTimeouts() {
    this._timeouts.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeoutsInput() {
    return this._timeouts.internalValue;
  }

  // =========
  // SYNTHESIS
  // =========

  protected synthesizeAttributes(): { [name: string]: any } {
    return {
      tags: cdktn.hashMapper(cdktn.stringToTerraform)(this._tags),
      lb_instance_id: cdktn.stringToTerraform(this._lbInstanceId),
      name: cdktn.stringToTerraform(this._name),
      protocol: cdktn.stringToTerraform(this._protocol),
      port: cdktn.numberToTerraform(this._port),
      algorithm: cdktn.stringToTerraform(this._algorithm),
      server_group_id: cdktn.stringToTerraform(this._serverGroupId),
      availability_group_id: cdktn.stringToTerraform(this._availabilityGroupId),
      availability_group_weight: cdktn.numberToTerraform(this._availabilityGroupWeight),
      session_persistence: backendServiceSessionPersistenceToTerraform(this._sessionPersistence.internalValue),
      proxy_protocol: cdktn.booleanToTerraform(this._proxyProtocol),
      health_check: backendServiceHealthCheckToTerraform(this._healthCheck.internalValue),
      connection_draining_seconds: cdktn.numberToTerraform(this._connectionDrainingSeconds),
      fail_open: cdktn.booleanToTerraform(this._failOpen),
      connect_timeout_ms: cdktn.numberToTerraform(this._connectTimeoutMs),
      response_timeout_ms: cdktn.numberToTerraform(this._responseTimeoutMs),
      max_connections_per_server: cdktn.numberToTerraform(this._maxConnectionsPerServer),
      slow_start_seconds: cdktn.numberToTerraform(this._slowStartSeconds),
      timeouts: backendServiceTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      tags: {
        value: cdktn.hashMapperHcl(cdktn.stringToHclTerraform)(this._tags),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      lb_instance_id: {
        value: cdktn.stringToHclTerraform(this._lbInstanceId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      name: {
        value: cdktn.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      protocol: {
        value: cdktn.stringToHclTerraform(this._protocol),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      port: {
        value: cdktn.numberToHclTerraform(this._port),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      algorithm: {
        value: cdktn.stringToHclTerraform(this._algorithm),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      server_group_id: {
        value: cdktn.stringToHclTerraform(this._serverGroupId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      availability_group_id: {
        value: cdktn.stringToHclTerraform(this._availabilityGroupId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      availability_group_weight: {
        value: cdktn.numberToHclTerraform(this._availabilityGroupWeight),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      session_persistence: {
        value: backendServiceSessionPersistenceToHclTerraform(this._sessionPersistence.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BackendServiceSessionPersistence",
      },
      proxy_protocol: {
        value: cdktn.booleanToHclTerraform(this._proxyProtocol),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      health_check: {
        value: backendServiceHealthCheckToHclTerraform(this._healthCheck.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BackendServiceHealthCheck",
      },
      connection_draining_seconds: {
        value: cdktn.numberToHclTerraform(this._connectionDrainingSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      fail_open: {
        value: cdktn.booleanToHclTerraform(this._failOpen),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      connect_timeout_ms: {
        value: cdktn.numberToHclTerraform(this._connectTimeoutMs),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      response_timeout_ms: {
        value: cdktn.numberToHclTerraform(this._responseTimeoutMs),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_connections_per_server: {
        value: cdktn.numberToHclTerraform(this._maxConnectionsPerServer),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      slow_start_seconds: {
        value: cdktn.numberToHclTerraform(this._slowStartSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      timeouts: {
        value: backendServiceTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "BackendServiceTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
