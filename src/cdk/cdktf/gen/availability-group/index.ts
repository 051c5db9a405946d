// https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group
// generated from terraform resource schema

import { Construct } from 'constructs';
import * as cdktf from 'cdktf';

// Configuration

export interface AvailabilityGroupConfig extends cdktf.TerraformMetaArguments {
  /**
  * Labels of your own, key to value.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#tags AvailabilityGroup#tags}
  */
  readonly tags?: { [key: string]: string };
  /**
  * A name for people; it need not be unique. The id is the identity of the availability group.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#name AvailabilityGroup#name}
  */
  readonly name: string;
  /**
  * The VPC of its instances. Default: the built-in `vpc-default`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#vpc_id AvailabilityGroup#vpc_id}
  */
  readonly vpcId?: string;
  /**
  * The zones that instances are spread over, evenly.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#availability_zones AvailabilityGroup#availability_zones}
  */
  readonly availabilityZones: string[];
  /**
  * Over how many racks of a zone. Default: the topology's.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#racks_per_zone AvailabilityGroup#racks_per_zone}
  */
  readonly racksPerZone?: number;
  /**
  * What an instance is, by the driver that makes it, with the block of that driver.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#launch AvailabilityGroup#launch}
  */
  readonly launch: AvailabilityGroupLaunch;
  /**
  * Where instances listen, told to them as PORT. Null: at the port of the backend service they are attached to, and they have no PORT.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#port AvailabilityGroup#port}
  */
  readonly port?: number;
  /**
  * The smallest size.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#min_size AvailabilityGroup#min_size}
  */
  readonly minSize: number;
  /**
  * The largest size, at most 300.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#max_size AvailabilityGroup#max_size}
  */
  readonly maxSize: number;
  /**
  * The size it begins with. Default: `min_size`. Used once: what is written later changes nothing, and the one it began with stays in the state.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#initial_capacity AvailabilityGroup#initial_capacity}
  */
  readonly initialCapacity?: number;
  /**
  * The size, enforced; null leaves it where it is, from `min_size` to `max_size`. Not with `scaling_policies`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#desired_capacity AvailabilityGroup#desired_capacity}
  */
  readonly desiredCapacity?: number;
  /**
  * What makes the group larger or smaller between `min_size` and `max_size`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#scaling_policies AvailabilityGroup#scaling_policies}
  */
  readonly scalingPolicies?: AvailabilityGroupScalingPolicies[] | cdktf.IResolvable;
  /**
  * After a policy has changed the size, no metric changes it again for so long.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#cooldown_seconds AvailabilityGroup#cooldown_seconds}
  */
  readonly cooldownSeconds?: number;
  /**
  * Who goes first when the group shrinks. `default`: of the fullest zone and rack, the oldest.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#removal_policy AvailabilityGroup#removal_policy}
  */
  readonly removalPolicy?: string;
  /**
  * When an instance counts as unhealthy, and what becomes of it.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#health_check AvailabilityGroup#health_check}
  */
  readonly healthCheck?: AvailabilityGroupHealthCheck;
  /**
  * How instances are replaced when the launch changes.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#update_policy AvailabilityGroup#update_policy}
  */
  readonly updatePolicy?: AvailabilityGroupUpdatePolicy;
  /**
  * Creating and updating wait until so many instances, or all when there are fewer, get the traffic there is for them, within the resource's timeout. They always wait until all run.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#wait_for_healthy AvailabilityGroup#wait_for_healthy}
  */
  readonly waitForHealthy?: number;
  /**
  * How long operations may take before they are given up.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#timeouts AvailabilityGroup#timeouts}
  */
  readonly timeouts?: AvailabilityGroupTimeouts;
}
export interface AvailabilityGroupLaunchProcess {
  /**
  * The program, by absolute path or by its name in PATH, and its arguments. Its environment has ADDRESS (an address of its own to listen on), INSTANCE_ID, GROUP_ID, ZONE, RACK, and PORT when the group has one.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#command AvailabilityGroup#command}
  */
  readonly command: string[];
  /**
  * Variables added to its environment.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#environment AvailabilityGroup#environment}
  */
  readonly environment?: { [key: string]: string };
  /**
  * Where it starts, an absolute path; null means the root directory.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#working_directory AvailabilityGroup#working_directory}
  */
  readonly workingDirectory?: string;
  /**
  * Who it runs as. An engine that runs as root wants to be told; null means who it runs as.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#user AvailabilityGroup#user}
  */
  readonly user?: string;
  /**
  * The most memory that it may have, in bytes; it is ended by the kernel when it wants more. For the driver `process` this needs an engine that runs as root.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#memory_bytes_max AvailabilityGroup#memory_bytes_max}
  */
  readonly memoryBytesMax?: number;
}

export function availabilityGroupLaunchProcessToTerraform(struct?: AvailabilityGroupLaunchProcess | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    command: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.command),
    environment: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.environment),
    working_directory: cdktf.stringToTerraform(struct!.workingDirectory),
    user: cdktf.stringToTerraform(struct!.user),
    memory_bytes_max: cdktf.numberToTerraform(struct!.memoryBytesMax),
  }
}


export function availabilityGroupLaunchProcessToHclTerraform(struct?: AvailabilityGroupLaunchProcess | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    command: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.command),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    environment: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.environment),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
    working_directory: {
      value: cdktf.stringToHclTerraform(struct!.workingDirectory),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    user: {
      value: cdktf.stringToHclTerraform(struct!.user),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    memory_bytes_max: {
      value: cdktf.numberToHclTerraform(struct!.memoryBytesMax),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupLaunchProcessOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupLaunchProcess | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._command !== undefined) {
      hasAnyValues = true;
      internalValueResult.command = this._command;
    }
    if (this._environment !== undefined) {
      hasAnyValues = true;
      internalValueResult.environment = this._environment;
    }
    if (this._workingDirectory !== undefined) {
      hasAnyValues = true;
      internalValueResult.workingDirectory = this._workingDirectory;
    }
    if (this._user !== undefined) {
      hasAnyValues = true;
      internalValueResult.user = this._user;
    }
    if (this._memoryBytesMax !== undefined) {
      hasAnyValues = true;
      internalValueResult.memoryBytesMax = this._memoryBytesMax;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupLaunchProcess | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._command = undefined;
      this._environment = undefined;
      this._workingDirectory = undefined;
      this._user = undefined;
      this._memoryBytesMax = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._command = value.command;
      this._environment = value.environment;
      this._workingDirectory = value.workingDirectory;
      this._user = value.user;
      this._memoryBytesMax = value.memoryBytesMax;
    }
  }

  // command - computed: false, optional: false, required: true
  private _command?: string[]; 
  public get command() {
    return this.getListAttribute('command');
  }
  public set command(value: string[]) {
    this._command = value;
  }
  // Temporarily expose input value. Use with caution.
  public get commandInput() {
    return this._command;
  }

  // environment - computed: true, optional: true, required: false
  private _environment?: { [key: string]: string }; 
  public get environment() {
    return this.getStringMapAttribute('environment');
  }
  public set environment(value: { [key: string]: string }) {
    this._environment = value;
  }
  public resetEnvironment() {
    this._environment = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get environmentInput() {
    return this._environment;
  }

  // working_directory - computed: false, optional: true, required: false
  private _workingDirectory?: string; 
  public get workingDirectory() {
    return this.getStringAttribute('working_directory');
  }
  public set workingDirectory(value: string) {
    this._workingDirectory = value;
  }
  public resetWorkingDirectory() {
    this._workingDirectory = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get workingDirectoryInput() {
    return this._workingDirectory;
  }

  // user - computed: false, optional: true, required: false
  private _user?: string; 
  public get user() {
    return this.getStringAttribute('user');
  }
  public set user(value: string) {
    this._user = value;
  }
  public resetUser() {
    this._user = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get userInput() {
    return this._user;
  }

  // memory_bytes_max - computed: false, optional: true, required: false
  private _memoryBytesMax?: number; 
  public get memoryBytesMax() {
    return this.getNumberAttribute('memory_bytes_max');
  }
  public set memoryBytesMax(value: number) {
    this._memoryBytesMax = value;
  }
  public resetMemoryBytesMax() {
    this._memoryBytesMax = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get memoryBytesMaxInput() {
    return this._memoryBytesMax;
  }
}
export interface AvailabilityGroupLaunchContainer {
  /**
  * Its image; pulled when it is not there.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#image AvailabilityGroup#image}
  */
  readonly image: string;
  /**
  * What it runs; empty means the image's own.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#command AvailabilityGroup#command}
  */
  readonly command?: string[];
  /**
  * Variables added to its environment.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#environment AvailabilityGroup#environment}
  */
  readonly environment?: { [key: string]: string };
  /**
  * Where the program listens inside; null means at the group's port.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#port AvailabilityGroup#port}
  */
  readonly port?: number;
  /**
  * `bridge`: the group's port is published at the instance's own address. `host`: the program listens there itself, as told by ADDRESS and PORT.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#network AvailabilityGroup#network}
  */
  readonly network?: string;
  /**
  * The API of Docker or Podman. Default: `DOCKER_HOST` of the engine, `/var/run/docker.sock`, `/run/podman/podman.sock`, or that of the user.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#socket AvailabilityGroup#socket}
  */
  readonly socket?: string;
  /**
  * The most memory that it may have, in bytes; it is ended by the kernel when it wants more. For the driver `process` this needs an engine that runs as root.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#memory_bytes_max AvailabilityGroup#memory_bytes_max}
  */
  readonly memoryBytesMax?: number;
}

export function availabilityGroupLaunchContainerToTerraform(struct?: AvailabilityGroupLaunchContainer | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    image: cdktf.stringToTerraform(struct!.image),
    command: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.command),
    environment: cdktf.hashMapper(cdktf.stringToTerraform)(struct!.environment),
    port: cdktf.numberToTerraform(struct!.port),
    network: cdktf.stringToTerraform(struct!.network),
    socket: cdktf.stringToTerraform(struct!.socket),
    memory_bytes_max: cdktf.numberToTerraform(struct!.memoryBytesMax),
  }
}


export function availabilityGroupLaunchContainerToHclTerraform(struct?: AvailabilityGroupLaunchContainer | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    image: {
      value: cdktf.stringToHclTerraform(struct!.image),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    command: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.command),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
    environment: {
      value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(struct!.environment),
      isBlock: false,
      type: "map",
      storageClassType: "stringMap",
    },
    port: {
      value: cdktf.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    network: {
      value: cdktf.stringToHclTerraform(struct!.network),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    socket: {
      value: cdktf.stringToHclTerraform(struct!.socket),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    memory_bytes_max: {
      value: cdktf.numberToHclTerraform(struct!.memoryBytesMax),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupLaunchContainerOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupLaunchContainer | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._image !== undefined) {
      hasAnyValues = true;
      internalValueResult.image = this._image;
    }
    if (this._command !== undefined) {
      hasAnyValues = true;
      internalValueResult.command = this._command;
    }
    if (this._environment !== undefined) {
      hasAnyValues = true;
      internalValueResult.environment = this._environment;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._network !== undefined) {
      hasAnyValues = true;
      internalValueResult.network = this._network;
    }
    if (this._socket !== undefined) {
      hasAnyValues = true;
      internalValueResult.socket = this._socket;
    }
    if (this._memoryBytesMax !== undefined) {
      hasAnyValues = true;
      internalValueResult.memoryBytesMax = this._memoryBytesMax;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupLaunchContainer | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._image = undefined;
      this._command = undefined;
      this._environment = undefined;
      this._port = undefined;
      this._network = undefined;
      this._socket = undefined;
      this._memoryBytesMax = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._image = value.image;
      this._command = value.command;
      this._environment = value.environment;
      this._port = value.port;
      this._network = value.network;
      this._socket = value.socket;
      this._memoryBytesMax = value.memoryBytesMax;
    }
  }

  // image - computed: false, optional: false, required: true
  private _image?: string; 
  public get image() {
    return this.getStringAttribute('image');
  }
  public set image(value: string) {
    this._image = value;
  }
  // Temporarily expose input value. Use with caution.
  public get imageInput() {
    return this._image;
  }

  // command - computed: true, optional: true, required: false
  private _command?: string[]; 
  public get command() {
    return this.getListAttribute('command');
  }
  public set command(value: string[]) {
    this._command = value;
  }
  public resetCommand() {
    this._command = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get commandInput() {
    return this._command;
  }

  // environment - computed: true, optional: true, required: false
  private _environment?: { [key: string]: string }; 
  public get environment() {
    return this.getStringMapAttribute('environment');
  }
  public set environment(value: { [key: string]: string }) {
    this._environment = value;
  }
  public resetEnvironment() {
    this._environment = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get environmentInput() {
    return this._environment;
  }

  // port - computed: false, optional: true, required: false
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

  // network - computed: true, optional: true, required: false
  private _network?: string; 
  public get network() {
    return this.getStringAttribute('network');
  }
  public set network(value: string) {
    this._network = value;
  }
  public resetNetwork() {
    this._network = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get networkInput() {
    return this._network;
  }

  // socket - computed: false, optional: true, required: false
  private _socket?: string; 
  public get socket() {
    return this.getStringAttribute('socket');
  }
  public set socket(value: string) {
    this._socket = value;
  }
  public resetSocket() {
    this._socket = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get socketInput() {
    return this._socket;
  }

  // memory_bytes_max - computed: false, optional: true, required: false
  private _memoryBytesMax?: number; 
  public get memoryBytesMax() {
    return this.getNumberAttribute('memory_bytes_max');
  }
  public set memoryBytesMax(value: number) {
    this._memoryBytesMax = value;
  }
  public resetMemoryBytesMax() {
    this._memoryBytesMax = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get memoryBytesMaxInput() {
    return this._memoryBytesMax;
  }
}
export interface AvailabilityGroupLaunchPool {
  /**
  * Their addresses by zone; the first of a zone is in its rack 0, the next in rack 1, and so on around its racks. `max_size` cannot be more than there are.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#addresses AvailabilityGroup#addresses}
  */
  readonly addresses: { [key: string]: string[] } | cdktf.IResolvable;
}

export function availabilityGroupLaunchPoolToTerraform(struct?: AvailabilityGroupLaunchPool | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    addresses: cdktf.hashMapper(cdktf.listMapper(cdktf.stringToTerraform, false))(struct!.addresses),
  }
}


export function availabilityGroupLaunchPoolToHclTerraform(struct?: AvailabilityGroupLaunchPool | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    addresses: {
      value: cdktf.hashMapperHcl(cdktf.listMapperHcl(cdktf.stringToHclTerraform, false))(struct!.addresses),
      isBlock: false,
      type: "map",
      storageClassType: "stringListMap",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupLaunchPoolOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupLaunchPool | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._addresses !== undefined) {
      hasAnyValues = true;
      internalValueResult.addresses = this._addresses;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupLaunchPool | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._addresses = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._addresses = value.addresses;
    }
  }

  // addresses - computed: false, optional: false, required: true
  private _addresses?: { [key: string]: string[] } | cdktf.IResolvable; 
  public get addresses() {
    return this.interpolationForAttribute('addresses');
  }
  public set addresses(value: { [key: string]: string[] } | cdktf.IResolvable) {
    this._addresses = value;
  }
  // Temporarily expose input value. Use with caution.
  public get addressesInput() {
    return this._addresses;
  }
}
export interface AvailabilityGroupLaunchDns {
  /**
  * The name, with A or AAAA records.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#name AvailabilityGroup#name}
  */
  readonly name: string;
  /**
  * Where its servers listen; null means at the group's port.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#port AvailabilityGroup#port}
  */
  readonly port?: number;
  /**
  * Whom to ask, such as `10.0.0.2` or `10.0.0.2:53`; empty: whom this machine asks.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#name_servers AvailabilityGroup#name_servers}
  */
  readonly nameServers?: string[];
}

export function availabilityGroupLaunchDnsToTerraform(struct?: AvailabilityGroupLaunchDns | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    name: cdktf.stringToTerraform(struct!.name),
    port: cdktf.numberToTerraform(struct!.port),
    name_servers: cdktf.listMapper(cdktf.stringToTerraform, false)(struct!.nameServers),
  }
}


export function availabilityGroupLaunchDnsToHclTerraform(struct?: AvailabilityGroupLaunchDns | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    name: {
      value: cdktf.stringToHclTerraform(struct!.name),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    port: {
      value: cdktf.numberToHclTerraform(struct!.port),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    name_servers: {
      value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(struct!.nameServers),
      isBlock: false,
      type: "list",
      storageClassType: "stringList",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupLaunchDnsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupLaunchDns | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._name !== undefined) {
      hasAnyValues = true;
      internalValueResult.name = this._name;
    }
    if (this._port !== undefined) {
      hasAnyValues = true;
      internalValueResult.port = this._port;
    }
    if (this._nameServers !== undefined) {
      hasAnyValues = true;
      internalValueResult.nameServers = this._nameServers;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupLaunchDns | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._name = undefined;
      this._port = undefined;
      this._nameServers = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._name = value.name;
      this._port = value.port;
      this._nameServers = value.nameServers;
    }
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

  // port - computed: false, optional: true, required: false
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

  // name_servers - computed: true, optional: true, required: false
  private _nameServers?: string[]; 
  public get nameServers() {
    return this.getListAttribute('name_servers');
  }
  public set nameServers(value: string[]) {
    this._nameServers = value;
  }
  public resetNameServers() {
    this._nameServers = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get nameServersInput() {
    return this._nameServers;
  }
}
export interface AvailabilityGroupLaunch {
  /**
  * Who makes instances: `process` and `container` on this machine, `pool` of servers there are, `dns` of servers that a name has.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#driver AvailabilityGroup#driver}
  */
  readonly driver: string;
  /**
  * For the driver `process`: a program, started without a shell.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#process AvailabilityGroup#process}
  */
  readonly process?: AvailabilityGroupLaunchProcess;
  /**
  * For the driver `container`: a container of Docker or Podman on this machine.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#container AvailabilityGroup#container}
  */
  readonly container?: AvailabilityGroupLaunchContainer;
  /**
  * For the driver `pool`: servers there are, of which the group takes as many as it needs.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#pool AvailabilityGroup#pool}
  */
  readonly pool?: AvailabilityGroupLaunchPool;
  /**
  * For the driver `dns`: the servers that a name has, as many as there are up to `max_size`. The last good answer counts while the name has none.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#dns AvailabilityGroup#dns}
  */
  readonly dns?: AvailabilityGroupLaunchDns;
}

export function availabilityGroupLaunchToTerraform(struct?: AvailabilityGroupLaunch | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    driver: cdktf.stringToTerraform(struct!.driver),
    process: availabilityGroupLaunchProcessToTerraform(struct!.process),
    container: availabilityGroupLaunchContainerToTerraform(struct!.container),
    pool: availabilityGroupLaunchPoolToTerraform(struct!.pool),
    dns: availabilityGroupLaunchDnsToTerraform(struct!.dns),
  }
}


export function availabilityGroupLaunchToHclTerraform(struct?: AvailabilityGroupLaunch | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    driver: {
      value: cdktf.stringToHclTerraform(struct!.driver),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    process: {
      value: availabilityGroupLaunchProcessToHclTerraform(struct!.process),
      isBlock: true,
      type: "struct",
      storageClassType: "AvailabilityGroupLaunchProcess",
    },
    container: {
      value: availabilityGroupLaunchContainerToHclTerraform(struct!.container),
      isBlock: true,
      type: "struct",
      storageClassType: "AvailabilityGroupLaunchContainer",
    },
    pool: {
      value: availabilityGroupLaunchPoolToHclTerraform(struct!.pool),
      isBlock: true,
      type: "struct",
      storageClassType: "AvailabilityGroupLaunchPool",
    },
    dns: {
      value: availabilityGroupLaunchDnsToHclTerraform(struct!.dns),
      isBlock: true,
      type: "struct",
      storageClassType: "AvailabilityGroupLaunchDns",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupLaunchOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupLaunch | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._driver !== undefined) {
      hasAnyValues = true;
      internalValueResult.driver = this._driver;
    }
    if (this._process?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.process = this._process?.internalValue;
    }
    if (this._container?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.container = this._container?.internalValue;
    }
    if (this._pool?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.pool = this._pool?.internalValue;
    }
    if (this._dns?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.dns = this._dns?.internalValue;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupLaunch | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._driver = undefined;
      this._process.internalValue = undefined;
      this._container.internalValue = undefined;
      this._pool.internalValue = undefined;
      this._dns.internalValue = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._driver = value.driver;
      this._process.internalValue = value.process;
      this._container.internalValue = value.container;
      this._pool.internalValue = value.pool;
      this._dns.internalValue = value.dns;
    }
  }

  // driver - computed: false, optional: false, required: true
  private _driver?: string; 
  public get driver() {
    return this.getStringAttribute('driver');
  }
  public set driver(value: string) {
    this._driver = value;
  }
  // Temporarily expose input value. Use with caution.
  public get driverInput() {
    return this._driver;
  }

  // process - computed: false, optional: true, required: false
  private _process = new AvailabilityGroupLaunchProcessOutputReference(this, "process");
  public get process() {
    return this._process;
  }
  public putProcess(value: AvailabilityGroupLaunchProcess) {
    this._process.internalValue = value;
  }
  public resetProcess() {
    this._process.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get processInput() {
    return this._process.internalValue;
  }

  // container - computed: false, optional: true, required: false
  private _container = new AvailabilityGroupLaunchContainerOutputReference(this, "container");
  public get container() {
    return this._container;
  }
  public putContainer(value: AvailabilityGroupLaunchContainer) {
    this._container.internalValue = value;
  }
  public resetContainer() {
    this._container.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get containerInput() {
    return this._container.internalValue;
  }

  // pool - computed: false, optional: true, required: false
  private _pool = new AvailabilityGroupLaunchPoolOutputReference(this, "pool");
  public get pool() {
    return this._pool;
  }
  public putPool(value: AvailabilityGroupLaunchPool) {
    this._pool.internalValue = value;
  }
  public resetPool() {
    this._pool.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get poolInput() {
    return this._pool.internalValue;
  }

  // dns - computed: false, optional: true, required: false
  private _dns = new AvailabilityGroupLaunchDnsOutputReference(this, "dns");
  public get dns() {
    return this._dns;
  }
  public putDns(value: AvailabilityGroupLaunchDns) {
    this._dns.internalValue = value;
  }
  public resetDns() {
    this._dns.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get dnsInput() {
    return this._dns.internalValue;
  }
}
export interface AvailabilityGroupScalingPoliciesSteps {
  /**
  * From this distance to the threshold on, itself included; null: no end.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#lower_bound AvailabilityGroup#lower_bound}
  */
  readonly lowerBound?: number;
  /**
  * Up to this distance to the threshold, itself excluded; null: no end.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#upper_bound AvailabilityGroup#upper_bound}
  */
  readonly upperBound?: number;
  /**
  * By how much, or to what, as `adjustment_type` says.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#adjustment AvailabilityGroup#adjustment}
  */
  readonly adjustment: number;
}

export function availabilityGroupScalingPoliciesStepsToTerraform(struct?: AvailabilityGroupScalingPoliciesSteps | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    lower_bound: cdktf.numberToTerraform(struct!.lowerBound),
    upper_bound: cdktf.numberToTerraform(struct!.upperBound),
    adjustment: cdktf.numberToTerraform(struct!.adjustment),
  }
}


export function availabilityGroupScalingPoliciesStepsToHclTerraform(struct?: AvailabilityGroupScalingPoliciesSteps | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    lower_bound: {
      value: cdktf.numberToHclTerraform(struct!.lowerBound),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    upper_bound: {
      value: cdktf.numberToHclTerraform(struct!.upperBound),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    adjustment: {
      value: cdktf.numberToHclTerraform(struct!.adjustment),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupScalingPoliciesStepsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): AvailabilityGroupScalingPoliciesSteps | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._lowerBound !== undefined) {
      hasAnyValues = true;
      internalValueResult.lowerBound = this._lowerBound;
    }
    if (this._upperBound !== undefined) {
      hasAnyValues = true;
      internalValueResult.upperBound = this._upperBound;
    }
    if (this._adjustment !== undefined) {
      hasAnyValues = true;
      internalValueResult.adjustment = this._adjustment;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupScalingPoliciesSteps | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._lowerBound = undefined;
      this._upperBound = undefined;
      this._adjustment = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._lowerBound = value.lowerBound;
      this._upperBound = value.upperBound;
      this._adjustment = value.adjustment;
    }
  }

  // lower_bound - computed: true, optional: true, required: false
  private _lowerBound?: number; 
  public get lowerBound() {
    return this.getNumberAttribute('lower_bound');
  }
  public set lowerBound(value: number) {
    this._lowerBound = value;
  }
  public resetLowerBound() {
    this._lowerBound = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get lowerBoundInput() {
    return this._lowerBound;
  }

  // upper_bound - computed: true, optional: true, required: false
  private _upperBound?: number; 
  public get upperBound() {
    return this.getNumberAttribute('upper_bound');
  }
  public set upperBound(value: number) {
    this._upperBound = value;
  }
  public resetUpperBound() {
    this._upperBound = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get upperBoundInput() {
    return this._upperBound;
  }

  // adjustment - computed: true, optional: false, required: true
  private _adjustment?: number; 
  public get adjustment() {
    return this.getNumberAttribute('adjustment');
  }
  public set adjustment(value: number) {
    this._adjustment = value;
  }
  // Temporarily expose input value. Use with caution.
  public get adjustmentInput() {
    return this._adjustment;
  }
}

export class AvailabilityGroupScalingPoliciesStepsList extends cdktf.ComplexList {
  public internalValue? : AvailabilityGroupScalingPoliciesSteps[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): AvailabilityGroupScalingPoliciesStepsOutputReference {
    return new AvailabilityGroupScalingPoliciesStepsOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface AvailabilityGroupScalingPolicies {
  /**
  * `target` keeps a metric near a value, `step` changes the size by steps beyond a threshold, `schedule` sets the size at certain times.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#type AvailabilityGroup#type}
  */
  readonly type: string;
  /**
  * For `target` and `step`, an average over the instances that serve: `cpu` (percent of one processor), `memory` (percent of `memory_bytes_max`, else of the machine), `requests_per_instance` (in a second) or `active_connections_per_instance`. The first two are known on Linux, of the drivers `process` and `container`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#metric AvailabilityGroup#metric}
  */
  readonly metric?: string;
  /**
  * For `target`: the value to keep near.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#target AvailabilityGroup#target}
  */
  readonly target?: number;
  /**
  * For `target`: true never makes the group smaller.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#disable_scale_in AvailabilityGroup#disable_scale_in}
  */
  readonly disableScaleIn?: boolean | cdktf.IResolvable;
  /**
  * For `step`: what the metric is compared to.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#threshold AvailabilityGroup#threshold}
  */
  readonly threshold?: number;
  /**
  * For `step`: when the metric is beyond the threshold.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#comparison AvailabilityGroup#comparison}
  */
  readonly comparison?: string;
  /**
  * For `step`: `change` by so many, `percent` of the size (at least one), or `exact`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#adjustment_type AvailabilityGroup#adjustment_type}
  */
  readonly adjustmentType?: string;
  /**
  * For `step`: what to do by how far the metric is beyond the threshold. They must not overlap.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#steps AvailabilityGroup#steps}
  */
  readonly steps?: AvailabilityGroupScalingPoliciesSteps[] | cdktf.IResolvable;
  /**
  * One look at the metric in so many seconds.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#period_seconds AvailabilityGroup#period_seconds}
  */
  readonly periodSeconds?: number;
  /**
  * How many looks in a row make the group larger.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#scale_out_evaluation_count AvailabilityGroup#scale_out_evaluation_count}
  */
  readonly scaleOutEvaluationCount?: number;
  /**
  * How many looks in a row make the group smaller.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#scale_in_evaluation_count AvailabilityGroup#scale_in_evaluation_count}
  */
  readonly scaleInEvaluationCount?: number;
  /**
  * For `schedule`: minute, hour, day of the month, month and day of the week as in crontab, each `*`, a number, a range, a list, or these with a step: `0 8 * * 1-5`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#recurrence AvailabilityGroup#recurrence}
  */
  readonly recurrence?: string;
  /**
  * For `schedule`, required: the time zone of `recurrence`, such as `Europe/Berlin`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#time_zone AvailabilityGroup#time_zone}
  */
  readonly timeZone?: string;
  /**
  * For `schedule`: the size from then on, as far as `min_size` and `max_size` allow.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#capacity AvailabilityGroup#capacity}
  */
  readonly capacity?: number;
}

export function availabilityGroupScalingPoliciesToTerraform(struct?: AvailabilityGroupScalingPolicies | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    type: cdktf.stringToTerraform(struct!.type),
    metric: cdktf.stringToTerraform(struct!.metric),
    target: cdktf.numberToTerraform(struct!.target),
    disable_scale_in: cdktf.booleanToTerraform(struct!.disableScaleIn),
    threshold: cdktf.numberToTerraform(struct!.threshold),
    comparison: cdktf.stringToTerraform(struct!.comparison),
    adjustment_type: cdktf.stringToTerraform(struct!.adjustmentType),
    steps: cdktf.listMapper(availabilityGroupScalingPoliciesStepsToTerraform, false)(struct!.steps),
    period_seconds: cdktf.numberToTerraform(struct!.periodSeconds),
    scale_out_evaluation_count: cdktf.numberToTerraform(struct!.scaleOutEvaluationCount),
    scale_in_evaluation_count: cdktf.numberToTerraform(struct!.scaleInEvaluationCount),
    recurrence: cdktf.stringToTerraform(struct!.recurrence),
    time_zone: cdktf.stringToTerraform(struct!.timeZone),
    capacity: cdktf.numberToTerraform(struct!.capacity),
  }
}


export function availabilityGroupScalingPoliciesToHclTerraform(struct?: AvailabilityGroupScalingPolicies | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    metric: {
      value: cdktf.stringToHclTerraform(struct!.metric),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    target: {
      value: cdktf.numberToHclTerraform(struct!.target),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    disable_scale_in: {
      value: cdktf.booleanToHclTerraform(struct!.disableScaleIn),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
    threshold: {
      value: cdktf.numberToHclTerraform(struct!.threshold),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    comparison: {
      value: cdktf.stringToHclTerraform(struct!.comparison),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    adjustment_type: {
      value: cdktf.stringToHclTerraform(struct!.adjustmentType),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    steps: {
      value: cdktf.listMapperHcl(availabilityGroupScalingPoliciesStepsToHclTerraform, false)(struct!.steps),
      isBlock: true,
      type: "list",
      storageClassType: "AvailabilityGroupScalingPoliciesStepsList",
    },
    period_seconds: {
      value: cdktf.numberToHclTerraform(struct!.periodSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    scale_out_evaluation_count: {
      value: cdktf.numberToHclTerraform(struct!.scaleOutEvaluationCount),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    scale_in_evaluation_count: {
      value: cdktf.numberToHclTerraform(struct!.scaleInEvaluationCount),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    recurrence: {
      value: cdktf.stringToHclTerraform(struct!.recurrence),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    time_zone: {
      value: cdktf.stringToHclTerraform(struct!.timeZone),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    capacity: {
      value: cdktf.numberToHclTerraform(struct!.capacity),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupScalingPoliciesOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param complexObjectIndex the index of this item in the list
  * @param complexObjectIsFromSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string, complexObjectIndex: number, complexObjectIsFromSet: boolean) {
    super(terraformResource, terraformAttribute, complexObjectIsFromSet, complexObjectIndex);
  }

  public get internalValue(): AvailabilityGroupScalingPolicies | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._metric !== undefined) {
      hasAnyValues = true;
      internalValueResult.metric = this._metric;
    }
    if (this._target !== undefined) {
      hasAnyValues = true;
      internalValueResult.target = this._target;
    }
    if (this._disableScaleIn !== undefined) {
      hasAnyValues = true;
      internalValueResult.disableScaleIn = this._disableScaleIn;
    }
    if (this._threshold !== undefined) {
      hasAnyValues = true;
      internalValueResult.threshold = this._threshold;
    }
    if (this._comparison !== undefined) {
      hasAnyValues = true;
      internalValueResult.comparison = this._comparison;
    }
    if (this._adjustmentType !== undefined) {
      hasAnyValues = true;
      internalValueResult.adjustmentType = this._adjustmentType;
    }
    if (this._steps?.internalValue !== undefined) {
      hasAnyValues = true;
      internalValueResult.steps = this._steps?.internalValue;
    }
    if (this._periodSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.periodSeconds = this._periodSeconds;
    }
    if (this._scaleOutEvaluationCount !== undefined) {
      hasAnyValues = true;
      internalValueResult.scaleOutEvaluationCount = this._scaleOutEvaluationCount;
    }
    if (this._scaleInEvaluationCount !== undefined) {
      hasAnyValues = true;
      internalValueResult.scaleInEvaluationCount = this._scaleInEvaluationCount;
    }
    if (this._recurrence !== undefined) {
      hasAnyValues = true;
      internalValueResult.recurrence = this._recurrence;
    }
    if (this._timeZone !== undefined) {
      hasAnyValues = true;
      internalValueResult.timeZone = this._timeZone;
    }
    if (this._capacity !== undefined) {
      hasAnyValues = true;
      internalValueResult.capacity = this._capacity;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupScalingPolicies | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._type = undefined;
      this._metric = undefined;
      this._target = undefined;
      this._disableScaleIn = undefined;
      this._threshold = undefined;
      this._comparison = undefined;
      this._adjustmentType = undefined;
      this._steps.internalValue = undefined;
      this._periodSeconds = undefined;
      this._scaleOutEvaluationCount = undefined;
      this._scaleInEvaluationCount = undefined;
      this._recurrence = undefined;
      this._timeZone = undefined;
      this._capacity = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._type = value.type;
      this._metric = value.metric;
      this._target = value.target;
      this._disableScaleIn = value.disableScaleIn;
      this._threshold = value.threshold;
      this._comparison = value.comparison;
      this._adjustmentType = value.adjustmentType;
      this._steps.internalValue = value.steps;
      this._periodSeconds = value.periodSeconds;
      this._scaleOutEvaluationCount = value.scaleOutEvaluationCount;
      this._scaleInEvaluationCount = value.scaleInEvaluationCount;
      this._recurrence = value.recurrence;
      this._timeZone = value.timeZone;
      this._capacity = value.capacity;
    }
  }

  // type - computed: true, optional: false, required: true
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }

  // metric - computed: true, optional: true, required: false
  private _metric?: string; 
  public get metric() {
    return this.getStringAttribute('metric');
  }
  public set metric(value: string) {
    this._metric = value;
  }
  public resetMetric() {
    this._metric = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get metricInput() {
    return this._metric;
  }

  // target - computed: true, optional: true, required: false
  private _target?: number; 
  public get target() {
    return this.getNumberAttribute('target');
  }
  public set target(value: number) {
    this._target = value;
  }
  public resetTarget() {
    this._target = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get targetInput() {
    return this._target;
  }

  // disable_scale_in - computed: true, optional: true, required: false
  private _disableScaleIn?: boolean | cdktf.IResolvable; 
  public get disableScaleIn() {
    return this.getBooleanAttribute('disable_scale_in');
  }
  public set disableScaleIn(value: boolean | cdktf.IResolvable) {
    this._disableScaleIn = value;
  }
  public resetDisableScaleIn() {
    this._disableScaleIn = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get disableScaleInInput() {
    return this._disableScaleIn;
  }

  // threshold - computed: true, optional: true, required: false
  private _threshold?: number; 
  public get threshold() {
    return this.getNumberAttribute('threshold');
  }
  public set threshold(value: number) {
    this._threshold = value;
  }
  public resetThreshold() {
    this._threshold = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get thresholdInput() {
    return this._threshold;
  }

  // comparison - computed: true, optional: true, required: false
  private _comparison?: string; 
  public get comparison() {
    return this.getStringAttribute('comparison');
  }
  public set comparison(value: string) {
    this._comparison = value;
  }
  public resetComparison() {
    this._comparison = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get comparisonInput() {
    return this._comparison;
  }

  // adjustment_type - computed: true, optional: true, required: false
  private _adjustmentType?: string; 
  public get adjustmentType() {
    return this.getStringAttribute('adjustment_type');
  }
  public set adjustmentType(value: string) {
    this._adjustmentType = value;
  }
  public resetAdjustmentType() {
    this._adjustmentType = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get adjustmentTypeInput() {
    return this._adjustmentType;
  }

  // steps - computed: true, optional: true, required: false
  private _steps = new AvailabilityGroupScalingPoliciesStepsList(this, "steps", false);
  public get steps() {
    return this._steps;
  }
  public putSteps(value: AvailabilityGroupScalingPoliciesSteps[] | cdktf.IResolvable) {
    this._steps.internalValue = value;
  }
  public resetSteps() {
    this._steps.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get stepsInput() {
    return this._steps.internalValue;
  }

  // period_seconds - computed: true, optional: true, required: false
  private _periodSeconds?: number; 
  public get periodSeconds() {
    return this.getNumberAttribute('period_seconds');
  }
  public set periodSeconds(value: number) {
    this._periodSeconds = value;
  }
  public resetPeriodSeconds() {
    this._periodSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get periodSecondsInput() {
    return this._periodSeconds;
  }

  // scale_out_evaluation_count - computed: true, optional: true, required: false
  private _scaleOutEvaluationCount?: number; 
  public get scaleOutEvaluationCount() {
    return this.getNumberAttribute('scale_out_evaluation_count');
  }
  public set scaleOutEvaluationCount(value: number) {
    this._scaleOutEvaluationCount = value;
  }
  public resetScaleOutEvaluationCount() {
    this._scaleOutEvaluationCount = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scaleOutEvaluationCountInput() {
    return this._scaleOutEvaluationCount;
  }

  // scale_in_evaluation_count - computed: true, optional: true, required: false
  private _scaleInEvaluationCount?: number; 
  public get scaleInEvaluationCount() {
    return this.getNumberAttribute('scale_in_evaluation_count');
  }
  public set scaleInEvaluationCount(value: number) {
    this._scaleInEvaluationCount = value;
  }
  public resetScaleInEvaluationCount() {
    this._scaleInEvaluationCount = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scaleInEvaluationCountInput() {
    return this._scaleInEvaluationCount;
  }

  // recurrence - computed: true, optional: true, required: false
  private _recurrence?: string; 
  public get recurrence() {
    return this.getStringAttribute('recurrence');
  }
  public set recurrence(value: string) {
    this._recurrence = value;
  }
  public resetRecurrence() {
    this._recurrence = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get recurrenceInput() {
    return this._recurrence;
  }

  // time_zone - computed: true, optional: true, required: false
  private _timeZone?: string; 
  public get timeZone() {
    return this.getStringAttribute('time_zone');
  }
  public set timeZone(value: string) {
    this._timeZone = value;
  }
  public resetTimeZone() {
    this._timeZone = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get timeZoneInput() {
    return this._timeZone;
  }

  // capacity - computed: true, optional: true, required: false
  private _capacity?: number; 
  public get capacity() {
    return this.getNumberAttribute('capacity');
  }
  public set capacity(value: number) {
    this._capacity = value;
  }
  public resetCapacity() {
    this._capacity = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get capacityInput() {
    return this._capacity;
  }
}

export class AvailabilityGroupScalingPoliciesList extends cdktf.ComplexList {
  public internalValue? : AvailabilityGroupScalingPolicies[] | cdktf.IResolvable

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  * @param wrapsSet whether the list is wrapping a set (will add tolist() to be able to access an item via an index)
  */
  constructor(protected terraformResource: cdktf.IInterpolatingParent, protected terraformAttribute: string, protected wrapsSet: boolean) {
    super(terraformResource, terraformAttribute, wrapsSet)
  }

  /**
  * @param index the index of the item to return
  */
  public get(index: number): AvailabilityGroupScalingPoliciesOutputReference {
    return new AvailabilityGroupScalingPoliciesOutputReference(this.terraformResource, this.terraformAttribute, index, this.wrapsSet);
  }
}
export interface AvailabilityGroupHealthCheck {
  /**
  * `process`: an instance that has ended is started again, later each time while it keeps ending. `backend`: one that also fails the health check of a backend service is replaced, one after the other.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#type AvailabilityGroup#type}
  */
  readonly type?: string;
  /**
  * How long a new instance may take to get traffic before an update with it is taken back, and before it is replaced.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#grace_seconds AvailabilityGroup#grace_seconds}
  */
  readonly graceSeconds?: number;
  /**
  * False leaves unhealthy instances as they are.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#replace_unhealthy AvailabilityGroup#replace_unhealthy}
  */
  readonly replaceUnhealthy?: boolean | cdktf.IResolvable;
}

export function availabilityGroupHealthCheckToTerraform(struct?: AvailabilityGroupHealthCheck | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    type: cdktf.stringToTerraform(struct!.type),
    grace_seconds: cdktf.numberToTerraform(struct!.graceSeconds),
    replace_unhealthy: cdktf.booleanToTerraform(struct!.replaceUnhealthy),
  }
}


export function availabilityGroupHealthCheckToHclTerraform(struct?: AvailabilityGroupHealthCheck | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    type: {
      value: cdktf.stringToHclTerraform(struct!.type),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    grace_seconds: {
      value: cdktf.numberToHclTerraform(struct!.graceSeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    replace_unhealthy: {
      value: cdktf.booleanToHclTerraform(struct!.replaceUnhealthy),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupHealthCheckOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupHealthCheck | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._type !== undefined) {
      hasAnyValues = true;
      internalValueResult.type = this._type;
    }
    if (this._graceSeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.graceSeconds = this._graceSeconds;
    }
    if (this._replaceUnhealthy !== undefined) {
      hasAnyValues = true;
      internalValueResult.replaceUnhealthy = this._replaceUnhealthy;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupHealthCheck | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._type = undefined;
      this._graceSeconds = undefined;
      this._replaceUnhealthy = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._type = value.type;
      this._graceSeconds = value.graceSeconds;
      this._replaceUnhealthy = value.replaceUnhealthy;
    }
  }

  // type - computed: true, optional: true, required: false
  private _type?: string; 
  public get type() {
    return this.getStringAttribute('type');
  }
  public set type(value: string) {
    this._type = value;
  }
  public resetType() {
    this._type = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get typeInput() {
    return this._type;
  }

  // grace_seconds - computed: true, optional: true, required: false
  private _graceSeconds?: number; 
  public get graceSeconds() {
    return this.getNumberAttribute('grace_seconds');
  }
  public set graceSeconds(value: number) {
    this._graceSeconds = value;
  }
  public resetGraceSeconds() {
    this._graceSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get graceSecondsInput() {
    return this._graceSeconds;
  }

  // replace_unhealthy - computed: true, optional: true, required: false
  private _replaceUnhealthy?: boolean | cdktf.IResolvable; 
  public get replaceUnhealthy() {
    return this.getBooleanAttribute('replace_unhealthy');
  }
  public set replaceUnhealthy(value: boolean | cdktf.IResolvable) {
    this._replaceUnhealthy = value;
  }
  public resetReplaceUnhealthy() {
    this._replaceUnhealthy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get replaceUnhealthyInput() {
    return this._replaceUnhealthy;
  }
}
export interface AvailabilityGroupUpdatePolicy {
  /**
  * `rolling` replaces all instances; `opportunistic` leaves those there are until they go for another reason.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#mode AvailabilityGroup#mode}
  */
  readonly mode?: string;
  /**
  * How many more than the size there may be meanwhile.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#max_surge AvailabilityGroup#max_surge}
  */
  readonly maxSurge?: number;
  /**
  * How many fewer than the size may serve meanwhile.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#max_unavailable AvailabilityGroup#max_unavailable}
  */
  readonly maxUnavailable?: number;
  /**
  * How long a new instance has to serve before it counts.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#min_healthy_seconds AvailabilityGroup#min_healthy_seconds}
  */
  readonly minHealthySeconds?: number;
  /**
  * When new instances keep ending, or get no traffic in `grace_seconds`, the group gets its former launch again, and the apply fails and says why; the next plan shows it again.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#auto_rollback AvailabilityGroup#auto_rollback}
  */
  readonly autoRollback?: boolean | cdktf.IResolvable;
}

export function availabilityGroupUpdatePolicyToTerraform(struct?: AvailabilityGroupUpdatePolicy | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    mode: cdktf.stringToTerraform(struct!.mode),
    max_surge: cdktf.numberToTerraform(struct!.maxSurge),
    max_unavailable: cdktf.numberToTerraform(struct!.maxUnavailable),
    min_healthy_seconds: cdktf.numberToTerraform(struct!.minHealthySeconds),
    auto_rollback: cdktf.booleanToTerraform(struct!.autoRollback),
  }
}


export function availabilityGroupUpdatePolicyToHclTerraform(struct?: AvailabilityGroupUpdatePolicy | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    mode: {
      value: cdktf.stringToHclTerraform(struct!.mode),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    max_surge: {
      value: cdktf.numberToHclTerraform(struct!.maxSurge),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    max_unavailable: {
      value: cdktf.numberToHclTerraform(struct!.maxUnavailable),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    min_healthy_seconds: {
      value: cdktf.numberToHclTerraform(struct!.minHealthySeconds),
      isBlock: false,
      type: "simple",
      storageClassType: "number",
    },
    auto_rollback: {
      value: cdktf.booleanToHclTerraform(struct!.autoRollback),
      isBlock: false,
      type: "simple",
      storageClassType: "boolean",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupUpdatePolicyOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupUpdatePolicy | cdktf.IResolvable | undefined {
    if (this.resolvableValue) {
      return this.resolvableValue;
    }
    let hasAnyValues = this.isEmptyObject;
    const internalValueResult: any = {};
    if (this._mode !== undefined) {
      hasAnyValues = true;
      internalValueResult.mode = this._mode;
    }
    if (this._maxSurge !== undefined) {
      hasAnyValues = true;
      internalValueResult.maxSurge = this._maxSurge;
    }
    if (this._maxUnavailable !== undefined) {
      hasAnyValues = true;
      internalValueResult.maxUnavailable = this._maxUnavailable;
    }
    if (this._minHealthySeconds !== undefined) {
      hasAnyValues = true;
      internalValueResult.minHealthySeconds = this._minHealthySeconds;
    }
    if (this._autoRollback !== undefined) {
      hasAnyValues = true;
      internalValueResult.autoRollback = this._autoRollback;
    }
    return hasAnyValues ? internalValueResult : undefined;
  }

  public set internalValue(value: AvailabilityGroupUpdatePolicy | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._mode = undefined;
      this._maxSurge = undefined;
      this._maxUnavailable = undefined;
      this._minHealthySeconds = undefined;
      this._autoRollback = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
      this.isEmptyObject = false;
      this.resolvableValue = value;
    }
    else {
      this.isEmptyObject = Object.keys(value).length === 0;
      this.resolvableValue = undefined;
      this._mode = value.mode;
      this._maxSurge = value.maxSurge;
      this._maxUnavailable = value.maxUnavailable;
      this._minHealthySeconds = value.minHealthySeconds;
      this._autoRollback = value.autoRollback;
    }
  }

  // mode - computed: true, optional: true, required: false
  private _mode?: string; 
  public get mode() {
    return this.getStringAttribute('mode');
  }
  public set mode(value: string) {
    this._mode = value;
  }
  public resetMode() {
    this._mode = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get modeInput() {
    return this._mode;
  }

  // max_surge - computed: true, optional: true, required: false
  private _maxSurge?: number; 
  public get maxSurge() {
    return this.getNumberAttribute('max_surge');
  }
  public set maxSurge(value: number) {
    this._maxSurge = value;
  }
  public resetMaxSurge() {
    this._maxSurge = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxSurgeInput() {
    return this._maxSurge;
  }

  // max_unavailable - computed: true, optional: true, required: false
  private _maxUnavailable?: number; 
  public get maxUnavailable() {
    return this.getNumberAttribute('max_unavailable');
  }
  public set maxUnavailable(value: number) {
    this._maxUnavailable = value;
  }
  public resetMaxUnavailable() {
    this._maxUnavailable = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get maxUnavailableInput() {
    return this._maxUnavailable;
  }

  // min_healthy_seconds - computed: true, optional: true, required: false
  private _minHealthySeconds?: number; 
  public get minHealthySeconds() {
    return this.getNumberAttribute('min_healthy_seconds');
  }
  public set minHealthySeconds(value: number) {
    this._minHealthySeconds = value;
  }
  public resetMinHealthySeconds() {
    this._minHealthySeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get minHealthySecondsInput() {
    return this._minHealthySeconds;
  }

  // auto_rollback - computed: true, optional: true, required: false
  private _autoRollback?: boolean | cdktf.IResolvable; 
  public get autoRollback() {
    return this.getBooleanAttribute('auto_rollback');
  }
  public set autoRollback(value: boolean | cdktf.IResolvable) {
    this._autoRollback = value;
  }
  public resetAutoRollback() {
    this._autoRollback = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get autoRollbackInput() {
    return this._autoRollback;
  }
}
export interface AvailabilityGroupTimeouts {
  /**
  * How long the create may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#create AvailabilityGroup#create}
  */
  readonly create?: string;
  /**
  * How long the update may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#update AvailabilityGroup#update}
  */
  readonly update?: string;
  /**
  * How long the delete may take, such as `90s` or `10m`. Default: `10m`.
  *
  * Docs at Terraform Registry: {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#delete AvailabilityGroup#delete}
  */
  readonly delete?: string;
}

export function availabilityGroupTimeoutsToTerraform(struct?: AvailabilityGroupTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  return {
    create: cdktf.stringToTerraform(struct!.create),
    update: cdktf.stringToTerraform(struct!.update),
    delete: cdktf.stringToTerraform(struct!.delete),
  }
}


export function availabilityGroupTimeoutsToHclTerraform(struct?: AvailabilityGroupTimeouts | cdktf.IResolvable): any {
  if (!cdktf.canInspect(struct) || cdktf.Tokenization.isResolvable(struct)) { return struct; }
  if (cdktf.isComplexElement(struct)) {
    throw new Error("A complex element was used as configuration, this is not supported: https://cdk.tf/complex-object-as-configuration");
  }
  const attrs = {
    create: {
      value: cdktf.stringToHclTerraform(struct!.create),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    update: {
      value: cdktf.stringToHclTerraform(struct!.update),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
    delete: {
      value: cdktf.stringToHclTerraform(struct!.delete),
      isBlock: false,
      type: "simple",
      storageClassType: "string",
    },
  };

  // remove undefined attributes
  return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined));
}

export class AvailabilityGroupTimeoutsOutputReference extends cdktf.ComplexObject {
  private isEmptyObject = false;
  private resolvableValue?: cdktf.IResolvable;

  /**
  * @param terraformResource The parent resource
  * @param terraformAttribute The attribute on the parent resource this class is referencing
  */
  public constructor(terraformResource: cdktf.IInterpolatingParent, terraformAttribute: string) {
    super(terraformResource, terraformAttribute, false);
  }

  public get internalValue(): AvailabilityGroupTimeouts | cdktf.IResolvable | undefined {
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

  public set internalValue(value: AvailabilityGroupTimeouts | cdktf.IResolvable | undefined) {
    if (value === undefined) {
      this.isEmptyObject = false;
      this.resolvableValue = undefined;
      this._create = undefined;
      this._update = undefined;
      this._delete = undefined;
    }
    else if (cdktf.Tokenization.isResolvable(value)) {
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
* Represents a {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group lb_availability_group}
*/
export class AvailabilityGroup extends cdktf.TerraformResource {

  // =================
  // STATIC PROPERTIES
  // =================
  public static readonly tfResourceType = "lb_availability_group";

  // ==============
  // STATIC Methods
  // ==============
  /**
  * Generates CDKTF code for importing a AvailabilityGroup resource upon running "cdktf plan <stack-name>"
  * @param scope The scope in which to define this construct
  * @param importToId The construct id used in the generated config for the AvailabilityGroup to import
  * @param importFromId The id of the existing AvailabilityGroup that should be imported. Refer to the {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group#import import section} in the documentation of this resource for the id to use
  * @param provider? Optional instance of the provider where the AvailabilityGroup to import is found
  */
  public static generateConfigForImport(scope: Construct, importToId: string, importFromId: string, provider?: cdktf.TerraformProvider) {
        return new cdktf.ImportableResource(scope, importToId, { terraformResourceType: "lb_availability_group", importId: importFromId, provider });
      }

  // ===========
  // INITIALIZER
  // ===========

  /**
  * Create a new {@link https://registry.terraform.io/providers/lb-engine/lb/latest/docs/resources/availability_group lb_availability_group} Resource
  *
  * @param scope The scope in which to define this construct
  * @param id The scoped construct ID. Must be unique amongst siblings in the same scope
  * @param options AvailabilityGroupConfig
  */
  public constructor(scope: Construct, id: string, config: AvailabilityGroupConfig) {
    super(scope, id, {
      terraformResourceType: 'lb_availability_group',
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
    this._name = config.name;
    this._vpcId = config.vpcId;
    this._availabilityZones = config.availabilityZones;
    this._racksPerZone = config.racksPerZone;
    this._launch.internalValue = config.launch;
    this._port = config.port;
    this._minSize = config.minSize;
    this._maxSize = config.maxSize;
    this._initialCapacity = config.initialCapacity;
    this._desiredCapacity = config.desiredCapacity;
    this._scalingPolicies.internalValue = config.scalingPolicies;
    this._cooldownSeconds = config.cooldownSeconds;
    this._removalPolicy = config.removalPolicy;
    this._healthCheck.internalValue = config.healthCheck;
    this._updatePolicy.internalValue = config.updatePolicy;
    this._waitForHealthy = config.waitForHealthy;
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

  // vpc_id - computed: true, optional: true, required: false
  private _vpcId?: string; 
  public get vpcId() {
    return this.getStringAttribute('vpc_id');
  }
  public set vpcId(value: string) {
    this._vpcId = value;
  }
  public resetVpcId() {
    this._vpcId = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get vpcIdInput() {
    return this._vpcId;
  }

  // availability_zones - computed: false, optional: false, required: true
  private _availabilityZones?: string[]; 
  public get availabilityZones() {
    return cdktf.Fn.tolist(this.getListAttribute('availability_zones'));
  }
  public set availabilityZones(value: string[]) {
    this._availabilityZones = value;
  }
  // Temporarily expose input value. Use with caution.
  public get availabilityZonesInput() {
    return this._availabilityZones;
  }

  // racks_per_zone - computed: true, optional: true, required: false
  private _racksPerZone?: number; 
  public get racksPerZone() {
    return this.getNumberAttribute('racks_per_zone');
  }
  public set racksPerZone(value: number) {
    this._racksPerZone = value;
  }
  public resetRacksPerZone() {
    this._racksPerZone = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get racksPerZoneInput() {
    return this._racksPerZone;
  }

  // launch - computed: false, optional: false, required: true
  private _launch = new AvailabilityGroupLaunchOutputReference(this, "launch");
  public get launch() {
    return this._launch;
  }
  public putLaunch(value: AvailabilityGroupLaunch) {
    this._launch.internalValue = value;
  }
  // Temporarily expose input value. Use with caution.
  public get launchInput() {
    return this._launch.internalValue;
  }

  // port - computed: false, optional: true, required: false
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

  // min_size - computed: false, optional: false, required: true
  private _minSize?: number; 
  public get minSize() {
    return this.getNumberAttribute('min_size');
  }
  public set minSize(value: number) {
    this._minSize = value;
  }
  // Temporarily expose input value. Use with caution.
  public get minSizeInput() {
    return this._minSize;
  }

  // max_size - computed: false, optional: false, required: true
  private _maxSize?: number; 
  public get maxSize() {
    return this.getNumberAttribute('max_size');
  }
  public set maxSize(value: number) {
    this._maxSize = value;
  }
  // Temporarily expose input value. Use with caution.
  public get maxSizeInput() {
    return this._maxSize;
  }

  // initial_capacity - computed: true, optional: true, required: false
  private _initialCapacity?: number; 
  public get initialCapacity() {
    return this.getNumberAttribute('initial_capacity');
  }
  public set initialCapacity(value: number) {
    this._initialCapacity = value;
  }
  public resetInitialCapacity() {
    this._initialCapacity = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get initialCapacityInput() {
    return this._initialCapacity;
  }

  // desired_capacity - computed: false, optional: true, required: false
  private _desiredCapacity?: number; 
  public get desiredCapacity() {
    return this.getNumberAttribute('desired_capacity');
  }
  public set desiredCapacity(value: number) {
    this._desiredCapacity = value;
  }
  public resetDesiredCapacity() {
    this._desiredCapacity = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get desiredCapacityInput() {
    return this._desiredCapacity;
  }

  // scaling_policies - computed: true, optional: true, required: false
  private _scalingPolicies = new AvailabilityGroupScalingPoliciesList(this, "scaling_policies", false);
  public get scalingPolicies() {
    return this._scalingPolicies;
  }
  public putScalingPolicies(value: AvailabilityGroupScalingPolicies[] | cdktf.IResolvable) {
    this._scalingPolicies.internalValue = value;
  }
  public resetScalingPolicies() {
    this._scalingPolicies.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get scalingPoliciesInput() {
    return this._scalingPolicies.internalValue;
  }

  // cooldown_seconds - computed: true, optional: true, required: false
  private _cooldownSeconds?: number; 
  public get cooldownSeconds() {
    return this.getNumberAttribute('cooldown_seconds');
  }
  public set cooldownSeconds(value: number) {
    this._cooldownSeconds = value;
  }
  public resetCooldownSeconds() {
    this._cooldownSeconds = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get cooldownSecondsInput() {
    return this._cooldownSeconds;
  }

  // removal_policy - computed: true, optional: true, required: false
  private _removalPolicy?: string; 
  public get removalPolicy() {
    return this.getStringAttribute('removal_policy');
  }
  public set removalPolicy(value: string) {
    this._removalPolicy = value;
  }
  public resetRemovalPolicy() {
    this._removalPolicy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get removalPolicyInput() {
    return this._removalPolicy;
  }

  // health_check - computed: true, optional: true, required: false
  private _healthCheck = new AvailabilityGroupHealthCheckOutputReference(this, "health_check");
  public get healthCheck() {
    return this._healthCheck;
  }
  public putHealthCheck(value: AvailabilityGroupHealthCheck) {
    this._healthCheck.internalValue = value;
  }
  public resetHealthCheck() {
    this._healthCheck.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get healthCheckInput() {
    return this._healthCheck.internalValue;
  }

  // update_policy - computed: true, optional: true, required: false
  private _updatePolicy = new AvailabilityGroupUpdatePolicyOutputReference(this, "update_policy");
  public get updatePolicy() {
    return this._updatePolicy;
  }
  public putUpdatePolicy(value: AvailabilityGroupUpdatePolicy) {
    this._updatePolicy.internalValue = value;
  }
  public resetUpdatePolicy() {
    this._updatePolicy.internalValue = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get updatePolicyInput() {
    return this._updatePolicy.internalValue;
  }

  // wait_for_healthy - computed: true, optional: true, required: false
  private _waitForHealthy?: number; 
  public get waitForHealthy() {
    return this.getNumberAttribute('wait_for_healthy');
  }
  public set waitForHealthy(value: number) {
    this._waitForHealthy = value;
  }
  public resetWaitForHealthy() {
    this._waitForHealthy = undefined;
  }
  // Temporarily expose input value. Use with caution.
  public get waitForHealthyInput() {
    return this._waitForHealthy;
  }

  // timeouts - computed: false, optional: true, required: false
  private _timeouts = new AvailabilityGroupTimeoutsOutputReference(this, "timeouts");
  public get timeouts() {
    return this._timeouts;
  }
  public putTimeouts(value: AvailabilityGroupTimeouts) {
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
      tags: cdktf.hashMapper(cdktf.stringToTerraform)(this._tags),
      name: cdktf.stringToTerraform(this._name),
      vpc_id: cdktf.stringToTerraform(this._vpcId),
      availability_zones: cdktf.listMapper(cdktf.stringToTerraform, false)(this._availabilityZones),
      racks_per_zone: cdktf.numberToTerraform(this._racksPerZone),
      launch: availabilityGroupLaunchToTerraform(this._launch.internalValue),
      port: cdktf.numberToTerraform(this._port),
      min_size: cdktf.numberToTerraform(this._minSize),
      max_size: cdktf.numberToTerraform(this._maxSize),
      initial_capacity: cdktf.numberToTerraform(this._initialCapacity),
      desired_capacity: cdktf.numberToTerraform(this._desiredCapacity),
      scaling_policies: cdktf.listMapper(availabilityGroupScalingPoliciesToTerraform, false)(this._scalingPolicies.internalValue),
      cooldown_seconds: cdktf.numberToTerraform(this._cooldownSeconds),
      removal_policy: cdktf.stringToTerraform(this._removalPolicy),
      health_check: availabilityGroupHealthCheckToTerraform(this._healthCheck.internalValue),
      update_policy: availabilityGroupUpdatePolicyToTerraform(this._updatePolicy.internalValue),
      wait_for_healthy: cdktf.numberToTerraform(this._waitForHealthy),
      timeouts: availabilityGroupTimeoutsToTerraform(this._timeouts.internalValue),
    };
  }

  protected synthesizeHclAttributes(): { [name: string]: any } {
    const attrs = {
      tags: {
        value: cdktf.hashMapperHcl(cdktf.stringToHclTerraform)(this._tags),
        isBlock: false,
        type: "map",
        storageClassType: "stringMap",
      },
      name: {
        value: cdktf.stringToHclTerraform(this._name),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      vpc_id: {
        value: cdktf.stringToHclTerraform(this._vpcId),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      availability_zones: {
        value: cdktf.listMapperHcl(cdktf.stringToHclTerraform, false)(this._availabilityZones),
        isBlock: false,
        type: "set",
        storageClassType: "stringList",
      },
      racks_per_zone: {
        value: cdktf.numberToHclTerraform(this._racksPerZone),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      launch: {
        value: availabilityGroupLaunchToHclTerraform(this._launch.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AvailabilityGroupLaunch",
      },
      port: {
        value: cdktf.numberToHclTerraform(this._port),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      min_size: {
        value: cdktf.numberToHclTerraform(this._minSize),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      max_size: {
        value: cdktf.numberToHclTerraform(this._maxSize),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      initial_capacity: {
        value: cdktf.numberToHclTerraform(this._initialCapacity),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      desired_capacity: {
        value: cdktf.numberToHclTerraform(this._desiredCapacity),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      scaling_policies: {
        value: cdktf.listMapperHcl(availabilityGroupScalingPoliciesToHclTerraform, false)(this._scalingPolicies.internalValue),
        isBlock: true,
        type: "list",
        storageClassType: "AvailabilityGroupScalingPoliciesList",
      },
      cooldown_seconds: {
        value: cdktf.numberToHclTerraform(this._cooldownSeconds),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      removal_policy: {
        value: cdktf.stringToHclTerraform(this._removalPolicy),
        isBlock: false,
        type: "simple",
        storageClassType: "string",
      },
      health_check: {
        value: availabilityGroupHealthCheckToHclTerraform(this._healthCheck.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AvailabilityGroupHealthCheck",
      },
      update_policy: {
        value: availabilityGroupUpdatePolicyToHclTerraform(this._updatePolicy.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AvailabilityGroupUpdatePolicy",
      },
      wait_for_healthy: {
        value: cdktf.numberToHclTerraform(this._waitForHealthy),
        isBlock: false,
        type: "simple",
        storageClassType: "number",
      },
      timeouts: {
        value: availabilityGroupTimeoutsToHclTerraform(this._timeouts.internalValue),
        isBlock: true,
        type: "struct",
        storageClassType: "AvailabilityGroupTimeouts",
      },
    };

    // remove undefined attributes
    return Object.fromEntries(Object.entries(attrs).filter(([_, value]) => value !== undefined && value.value !== undefined ))
  }
}
