"""Which addresses belong to the public internet, by our own list.

Python 3.11's `ipaddress` is no help: `is_global` holds for NAT64 and 6to4 forms of private addresses, `is_private`
misses 100.64.0.0/10, and a metadata service may sit on an address that looks public. So: IPv4 less a list, and of IPv6
global unicast (2000::/3) less a list. Whatever lies outside 2000::/3 is out by that: loopback, unspecified, IPv4-mapped
and -compatible forms, NAT64 (64:ff9b::/96, 64:ff9b:1::/48), discard, unique local (fd00:ec2::254 is Amazon's metadata),
link-local, site-local, multicast. The lists follow IANA's special-purpose registries.
"""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

Address = IPv4Address | IPv6Address

NOT_PUBLIC_IPV4 = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # this network, unspecified
            "10.0.0.0/8",  # private
            "100.64.0.0/10",  # carrier-grade NAT; 100.100.100.200 is Alibaba's metadata
            "127.0.0.0/8",  # loopback
            "168.63.129.16/32",  # Azure's host: a public address that every machine there reaches
            "169.254.0.0/16",  # link-local; 169.254.169.254 is most clouds' metadata
            "172.16.0.0/12",  # private
            "192.0.0.0/24",  # protocol assignments; 192.0.0.192 is Oracle's metadata
            "192.0.2.0/24",  # documentation
            "192.31.196.0/24",  # AS112
            "192.52.193.0/24",  # automatic multicast tunnels
            "192.88.99.0/24",  # 6to4 relays
            "192.168.0.0/16",  # private
            "192.175.48.0/24",  # AS112
            "198.18.0.0/15",  # benchmarking
            "198.51.100.0/24",  # documentation
            "203.0.113.0/24",  # documentation
            "224.0.0.0/4",  # multicast
            "240.0.0.0/4",  # reserved, broadcast
        ),
    )
)
GLOBAL_UNICAST = IPv6Network("2000::/3")
NOT_PUBLIC_IPV6 = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # protocol assignments: Teredo, benchmarking, ORCHID
            "2001:db8::/32",  # documentation
            "2002::/16",  # 6to4, which carries an IPv4 address
            "2620:4f:8000::/48",  # AS112
            "3ffe::/16",  # the former 6bone
            "3fff::/20",  # documentation
        ),
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)


def is_public(address: Address) -> bool:
    """Whether a request to this address can only reach a machine that everybody can reach."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in NOT_PUBLIC_IPV4)
    carries_ipv4 = (int(address) >> 32 & 0xFFFFFFFF) in _ISATAP
    return (
        address.scope_id is None
        and address in GLOBAL_UNICAST
        and not carries_ipv4
        and not any(address in network for network in NOT_PUBLIC_IPV6)
    )
