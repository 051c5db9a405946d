/**
 * The systemd unit of an engine.
 *
 * Answers for: the life of the engine under systemd (a control process that is restarted leaves
 * the agent, and so traffic, alone), and the least rights that it works with. Pure.
 */

export interface UnitOptions {
  /** The command line `lb`, absolute. */
  readonly program: string
  readonly user: string
}

export function toUnitLines({ program, user }: UnitOptions): readonly string[] {
  return [
    '# Load balancers: the engine of terraform-provider-lb. Written by `lb engine unit`.',
    '[Unit]',
    'Description=Load balancer engine',
    'Documentation=https://github.com/lb-engine/terraform-provider-lb',
    'After=network-online.target',
    'Wants=network-online.target',
    '',
    '[Service]',
    'Type=exec',
    `User=${user}`,
    'StateDirectory=lb',
    'StateDirectoryMode=0700',
    'UMask=0077',
    'Environment=LB_STATE_DIR=/var/lib/lb',
    `ExecStart=${program} engine run`,
    '# The API starts anew and traffic goes on: it ends by itself, and Restart brings it back.',
    `ExecReload=${program} engine stop --keep-traffic`,
    '# The control process alone: when it crashes, the agent carries traffic until it is back.',
    '# `systemctl stop` ends both, because control takes the agent along when it is asked to end.',
    'KillMode=process',
    'Restart=always',
    'RestartSec=100ms',
    'TimeoutStopSec=30s',
    'LimitNOFILE=1048576',
    '',
    '# Ports below 1024, and addresses on an interface.',
    'AmbientCapabilities=CAP_NET_BIND_SERVICE CAP_NET_ADMIN',
    'CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_NET_ADMIN',
    'NoNewPrivileges=yes',
    'ProtectSystem=strict',
    'ProtectHome=yes',
    'PrivateTmp=yes',
    'PrivateDevices=yes',
    'ProtectClock=yes',
    'ProtectHostname=yes',
    'ProtectKernelLogs=yes',
    'ProtectKernelModules=yes',
    'ProtectKernelTunables=yes',
    'ProtectControlGroups=yes',
    'RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK',
    'RestrictNamespaces=yes',
    'RestrictRealtime=yes',
    'RestrictSUIDSGID=yes',
    'LockPersonality=yes',
    'SystemCallArchitectures=native',
    '',
    '[Install]',
    'WantedBy=multi-user.target',
  ]
}
