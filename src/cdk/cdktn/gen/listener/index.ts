// https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktn from 'cdktn';

// Configuration

export interface ListenerConfig extends cdktn.TerraformMetaArguments {
  /**
  * Labels of your own, key to value.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#tags Listener#tags}
  */
  readonly tags?: { [key: string]: string };
  /**
  * The instance whose port it is.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#lb_instance_id Listener#lb_instance_id}
  */
  readonly lbInstanceId: string;
  /**
  * A name for people; it need not be unique.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#name Listener#name}
  */
  readonly name?: string;
  /**
  * What it is for, in at most 256 characters.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#description Listener#description}
  */
  readonly description?: string;
  /**
  * What it speaks: `HTTP`, `HTTPS` or `TCP`. With HTTPS, TLS is ended here, and servers are told so by `X-Forwarded-Proto: https`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#protocol Listener#protocol}
  */
  readonly protocol: string;
  /**
  * Where it listens, once in an instance. Changed in place: the new port is bound before the old one is released.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#port Listener#port}
  */
  readonly port: number;
  /**
  * Where its traffic goes. It must be of the same instance, and of the protocol `HTTP` for HTTP and HTTPS, `TCP` for TCP. Changing it moves the traffic with no failed request.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#backend_service_id Listener#backend_service_id}
  */
  readonly backendServiceId: string;
  /**
  * For HTTPS, at least one. The first is the default; each other one is shown to clients that ask for one of its names (SNI): exactly that name first, then a wildcard for its first label.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#certificate_ids Listener#certificate_ids}
  */
  readonly certificateIds?: string[];
  /**
  * For HTTPS: `1.2`, which is what null means, or `1.3`. Nothing older is spoken.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#minimum_tls_version Listener#minimum_tls_version}
  */
  readonly minimumTlsVersion?: string;
  /**
  * After how long without a byte a connection is closed. Default: 60 for HTTP and HTTPS, 1800 for TCP.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#idle_timeout_seconds Listener#idle_timeout_seconds}
  */
  readonly idleTimeoutSeconds?: number;
  /**
  * For HTTP and HTTPS: a line for each request, `json` (one object a line) or `combined` (the format of Apache and nginx), in `agent/access-log/<id>.log` of the engine’s state directory. Five files of 64 MiB are kept. Each request then has an id: its `X-Request-Id`, or a new one that the server is told too. Off by default; lines never delay traffic: those that find no room are left out and counted.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#access_log Listener#access_log}
  */
  readonly accessLog?: string;
  /**
  * Switched off, the port does not answer; everything else stays.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#enabled Listener#enabled}
  */
  readonly enabled?: boolean | cdktn.IResolvable;
  /**
  * Whether requests carry the client's address in `X-Forwarded-For`, appended to what came in: always for HTTP and HTTPS, never for TCP. It cannot be chosen.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#x_forwarded_for Listener#x_forwarded_for}
  */
  readonly xForwardedFor?: boolean | cdktn.IResolvable;
  /**
  * How long operations may take before they are given up.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#timeouts Listener#timeouts}
  */
  readonly timeouts?: ListenerTimeouts;
}
export interface ListenerTimeouts {
  /**
  * How long the create may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#create Listener#create}
  */
  readonly create?: string;
  /**
  * How long the update may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#update Listener#update}
  */
  readonly update?: string;
  /**
  * How long the delete may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#delete Listener#delete}
  */
  readonly delete?: string;
}

export function listenerTimeoutsToTerraform(struct?: ListenerTimeouts | cdktn.IResolvable): any {
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


export function listenerTimeoutsToHclTerraform(struct?: ListenerTimeouts | cdktn.IResolvable): any {
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

export class ListenerTimeoutsOutputReference extends cdktn.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktn.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktn.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): ListenerTimeouts | cdktn.IResolvable | undefined {
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

  public set internalValue(value: ListenerTimeouts | cdktn.IResolvable | undefined) {
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
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener lb_listener}
*/
export class Listener extends cdktn.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb_listener";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTN code for importing a Listener resource upon running "cdktn plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the Listener to import
  * @param importFromId The id of the existing Listener that should be imported. Refer to the {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the Listener to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktn.TerraformProvider) {
        return new cdktn.ImportableResource(scope, importToId, { terraformResourceType: "lb_listener", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/listener lb_listener} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options ListenerConfig
  */
  public constructor(scope: Construct, id: string, config: ListenerConfig) {
    super(scope, id, {
      terraformResourceType: 'lb_listener',
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
    this._description = config.description;
    this._protocol = config.protocol;
    this._port = config.port;
    this._backendServiceId = config.backendServiceId;
    this._certificateIds = config.certificateIds;
    this._minimumTlsVersion = config.minimumTlsVersion;
    this._idleTimeoutSeconds = config.idleTimeoutSeconds;
    this._accessLog = config.accessLog;
    this._enabled = config.enabled;
    this._xForwardedFor = config.xForwardedFor;
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

  // name - computed: true, optional: true, required: false
  private _name?: string; 
  public get name() {
    return this.getStringAttribute('name');
  }
  public set name(value: string) {
    this._name = value;
  }
  public resetName() {
    this._name = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nameInput() {
    return this._name;
  }

  // description - computed: true, optional: true, required: false
  private _description?: string; 
  public get description() {
    return this.getStringAttribute('description');
  }
  public set description(value: string) {
    this._description = value;
  }
  public resetDescription() {
    this._description = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get descriptionInput() {
    return this._description;
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

  // backend_service_id - computed: false, optional: false, required: true
  private _backendServiceId?: string; 
  public get backendServiceId() {
    return this.getStringAttribute('backend_service_id');
  }
  public set backendServiceId(value: string) {
    this._backendServiceId = value;
  }
  // Temporarily expose input value. Use with caution.
  public get backendServiceIdInput() {
    return this._backendServiceId;
  }

  // certificate_ids - computed: true, optional: true, required: false
  private _certificateIds?: string[]; 
  public get certificateIds() {
    return this.getListAttribute('certificate_ids');
  }
  public set certificateIds(value: string[]) {
    this._certificateIds = value;
  }
  public resetCertificateIds() {
    this._certificateIds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get certificateIdsInput() {
    return this._certificateIds;
  }

  // minimum_tls_version - computed: false, optional: true, required: false
  private _minimumTlsVersion?: string; 
  public get minimumTlsVersion() {
    return this.getStringAttribute('minimum_tls_version');
  }
  public set minimumTlsVersion(value: string) {
    this._minimumTlsVersion = value;
  }
  public resetMinimumTlsVersion() {
    this._minimumTlsVersion = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get minimumTlsVersionInput() {
    return this._minimumTlsVersion;
  }

  // idle_timeout_seconds - computed: true, optional: true, required: false
  private _idleTimeoutSeconds?: number; 
  public get idleTimeoutSeconds() {
    return this.getNumberAttribute('idle_timeout_seconds');
  }
  public set idleTimeoutSeconds(value: number) {
    this._idleTimeoutSeconds = value;
  }
  public resetIdleTimeoutSeconds() {
    this._idleTimeoutSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get idleTimeoutSecondsInput() {
    return this._idleTimeoutSeconds;
  }

  // access_log - computed: false, optional: true, required: false
  private _accessLog?: string; 
  public get accessLog() {
    return this.getStringAttribute('access_log');
  }
  public set accessLog(value: string) {
    this._accessLog = value;
  }
  public resetAccessLog() {
    this._accessLog = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get accessLogInput() {
    return this._accessLog;
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

  // x_forwarded_for - computed: true, optional: true, required: false
  private _xForwardedFor?: boolean | cdktn.IResolvable; 
  public get xForwardedFor() {
    return this.getBooleanAttribute('x_forwarded_for');
  }
  public set xForwardedFor(value: boolean | cdktn.IResolvable) {
    this._xForwardedFor = value;
  }
  public resetXForwardedFor() {
    this._xForwardedFor = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get xForwardedForInput() {
    return this._xForwardedFor;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new ListenerTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: ListenerTimeouts) {
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
      description: cdktn.stringToTerraform(this._description),
      protocol: cdktn.stringToTerraform(this._protocol),
      port: cdktn.numberToTerraform(this._port),
      backend_service_id: cdktn.stringToTerraform(this._backendServiceId),
      certificate_ids: cdktn.listMapper(cdktn.stringToTerraform, false)(this._certificateIds),
      minimum_tls_version: cdktn.stringToTerraform(this._minimumTlsVersion),
      idle_timeout_seconds: cdktn.numberToTerraform(this._idleTimeoutSeconds),
      access_log: cdktn.stringToTerraform(this._accessLog),
      enabled: cdktn.booleanToTerraform(this._enabled),
      x_forwarded_for: cdktn.booleanToTerraform(this._xForwardedFor),
      timeouts: listenerTimeoutsToTerraform(this._timeouts.internalValue),
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
      description: {
        value: cdktn.stringToHclTerraform(this._description),
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
      backend_service_id: {
        value: cdktn.stringToHclTerraform(this._backendServiceId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      certificate_ids: {
        value: cdktn.listMapperHcl(cdktn.stringToHclTerraform, false)(this._certificateIds),
        isBlock: false,
        type: "list",
        storageClassType: "stringList",
      },
      minimum_tls_version: {
        value: cdktn.stringToHclTerraform(this._minimumTlsVersion),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      idle_timeout_seconds: {
        value: cdktn.numberToHclTerraform(this._idleTimeoutSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      access_log: {
        value: cdktn.stringToHclTerraform(this._accessLog),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      enabled: {
        value: cdktn.booleanToHclTerraform(this._enabled),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      x_forwarded_for: {
        value: cdktn.booleanToHclTerraform(this._xForwardedFor),
        isBlock: false,
        type: "simple",
        storageClassType: "boolean",
      },
      timeouts: {
        value: listenerTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "ListenerTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
