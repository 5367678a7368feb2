"""Addresses that must never be asked. `{port}` is where a canary listens; every name resolves to loopback there.

Sources: what resolvers, `inet_aton`, IDNA and lenient URL parsers make of a text, and where clouds keep their metadata.
"""

_LOOPBACK = """
    127.0.0.1 127.0.0.2 127.1.1.1 127.255.255.254 127.1 127.0.1 127 2130706433 02130706433 4294967295 6425673729
    017700000001 0o17700000001 0x7f000001 0X7F000001 0x7f.1 0x7f.0.0.1 0x7f.0x0.0x0.0x1 127.0x1 0177.0.0.1 0177.1
    00000177.0.0.01 127.0.0.01 127.000.000.001 127.0.0.0x1 127.0.0.1. 127.0.0.1.. 127..0.0.1 127.0.0.1.0 383.0.0.1
    127.0.0.257 0 0.0 0.0.0.0 00.00.00.00 0x0 0x .127.0.0.1 -127.0.0.1 +127.0.0.1 1e9.0x7f000001
"""
_OTHER_IPV4 = """
    0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.100.100.200 100.127.255.254 168.63.129.16 169.254.0.1
    169.254.0.23 169.254.169.254 169.254.170.2 172.16.0.1 172.31.255.254 192.0.0.8 192.0.0.192 192.0.2.1
    192.31.196.1 192.52.193.1 192.88.99.1 192.168.0.1 192.168.255.255 192.175.48.1 198.18.0.1 198.19.255.255
    198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.250 240.0.0.1 255.255.255.255 2852039166 0xa9fea9fe
    0xA9.254.0xA9FE 0251.0376.0251.0376 169.16689662 169.254.43518 10.1 0xa000001 192.168.257 3232235521
"""
_IN_BRACKETS = """
    ::1 :: 0:0:0:0:0:0:0:1 0000::0001 ::127.0.0.1 ::7f00:1 ::ffff:127.0.0.1 ::ffff:7f00:1 ::ffff:0:127.0.0.1
    ::ffff:169.254.169.254 0:0:0:0:0:ffff:10.0.0.1 64:ff9b::127.0.0.1 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe
    64:ff9b:1::a9fe:a9fe 64:ff9b:1:ffff::10.0.0.1 100::1 2001::1 2001:0:7f00:1::1 2001:0:53aa:64c:0:fbff:80ff:fffe
    2001:2::1 2001:10::1 2001:20::1 2001:db8::1 2002:7f00:1:: 2002:7f00:0001::1 2002:a9fe:a9fe::1 2002:c0a8:1::1
    2606:4700::5efe:7f00:1 2606:4700::200:5efe:127.0.0.1 3ffe::1 3fff::1 5f00::1 fc00::1 fd00::1 fd00:ec2::254
    fd20:ce::254 fe80::1 fe80::1%lo fe80::1%25lo fe80::1%251 ::1%lo ::1%25lo fec0::1 ff02::1 ff0e::1 v1.127.0.0.1
    127.0.0.1 localhost [::1] ::1]:80@[::1
"""
_NAMES = """
    localhost LOCALHOST localhost. localhost.localdomain cat.localhost ip6-localhost ip6-loopback broadcasthost
    metadata metadata.google.internal metadata.tencentyun.com instance-data.ec2.internal kubernetes.default.svc
    kubernetes.default.svc.cluster.local host.docker.internal redis postgres.local 127.0.0.1.nip.io
    7f000001.nip.io localtest.me lvh.me 127-0-0-1.sslip.io rebind.example.com example.com example.com.
    example..com .example.com example.com.. -example.com example-.com _ xn--.com xn--fiqs8s
    xn--127-0-0-1.example.com example.123 example.0x7f exa%6dple.com %31%32%37.0.0.1 127%2e0%2e0%2e1
    127.0.0.1%00.example.com 127.0.0.1%23.example.com example.com%2f@127.0.0.1 *.example.com exam!ple.com
    (127.0.0.1) 127.0.0.1,example.com 127.0.0.1;example.com <127.0.0.1> $(hostname).example.com
"""
_LONG_NAMES = ["a" * 64 + ".com", ".".join(["a" * 60] * 5)]
_UNICODE = """
    １２７.０.０.１ 127。0。0。1 127．0．0．1 127｡0｡0｡1 ①②⑦.⓪.⓪.① ⑯⑨.②⑤④.⑯⑨.②⑤④
    𝟏𝟐𝟕.𝟎.𝟎.𝟏 ١٢٧.٠.٠.١ २१३०७०६४३३ ⓛⓞⓒⓐⓛⓗⓞⓢⓣ ｌｏｃａｌｈｏｓｔ localhoſt ℓocalhost
    loc\xadalhost local\u200bhost local\u200dhost local\u2060host 127.0.0\u200b.1 \u202e1.0.0.721
    \ufeff127.0.0.1 faß.example.com 例子.中国 exаmple.com 127.0.0.1℀.example.com example.com＃@127.0.0.1
    example.com／127.0.0.1 [：：１] \ud800.example.com
"""
_USERINFO_AND_CONFUSION = """
    http://example.com@127.0.0.1:{port}/ http://user:secret@127.0.0.1:{port}/ http://user@example.com:{port}/
    http://:@example.com:{port}/ http://@127.0.0.1:{port}/ http://127.0.0.1:{port}@example.com/
    http://127.0.0.1:{port}%40example.com/ http://example.com%40127.0.0.1:{port}/
    http://example.com:80@127.0.0.1:{port}/ http://127.0.0.1:{port}#@example.com/
    http://127.0.0.1:{port}?@example.com/ http:/127.0.0.1:{port}/ http:127.0.0.1:{port}/ http:///127.0.0.1:{port}/
    http:////127.0.0.1:{port}/ //127.0.0.1:{port}/ ///127.0.0.1:{port}/ 127.0.0.1:{port}/cat.jpg /cat.jpg http://
    http:/// http://:{port}/ http://?{port} http://# http://http://127.0.0.1:{port}/
    http://::1:{port}/ http://[::1/ http://::1]:{port}/ http://[::1]{port}/ http://[::1].example.com:{port}/
    http://%5B::1%5D:{port}/ http://[2606:4700:4700::1111]:{port}/ http://127.0.0.1:{port}
    HTTP://127.0.0.1:{port}/cat.jpg
"""
_WHITE_AND_OTHER_CHARACTERS = [
    *(
        "http://127.0.0.1:{port}\\@example.com/",
        "http://example.com\\@127.0.0.1:{port}/",
    ),
    *(
        "http:\\\\127.0.0.1:{port}\\",
        "http:/\\127.0.0.1:{port}/",
        "http://example.com:{port}\\.127.0.0.1/",
        "",
    ),
    *(
        " http://127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/ ",
        "http://127.0.0.1 :{port}/",
    ),
    *(
        "http:// 127.0.0.1:{port}/",
        "http://127.0.0.1:{port}/a b",
        "ht\ntp://127.0.0.1:{port}/",
    ),
    *(
        "http://127.0.0.1\t:{port}/",
        "http://127.0.0.1\r\n:{port}/",
        "http://exam\nple.com:{port}/",
    ),
    *(
        "http://example.com:{port}/\r\nHost: 127.0.0.1\r\n\r\n",
        "http://example.com:{port}/cat.jpg\r\nX: y",
    ),
    *(
        "http://example.com:{port}/cat.jpg\x00.png",
        "http://example.com\x00.127.0.0.1:{port}/",
    ),
    *(
        "\x00http://127.0.0.1:{port}/",
        "\xa0http://127.0.0.1:{port}/",
        "\u3000http://127.0.0.1:{port}/",
    ),
    *(
        "http://127.0.0.1:{port}/\u2028",
        "http://127.0.0.1:{port}/\x7f",
        "http://127.0.0.1:{port}/\x85",
    ),
    *(
        "http s://127.0.0.1:{port}/",
        "ｈttp://127.0.0.1:{port}/",
        "h\u200bttp://127.0.0.1:{port}/",
    ),
    *("http://example.com:８０/",),
    "http://example.com:{port}/" + "a" * 2100,
    "http://[]:{port}/",
]
_SCHEMES_AND_PORTS = """
    file:///etc/passwd file://127.0.0.1:{port}/etc/passwd ftp://127.0.0.1:{port}/cat.jpg
    gopher://127.0.0.1:{port}/_INFO dict://127.0.0.1:{port}/info ldap://127.0.0.1:{port}/ ws://127.0.0.1:{port}/
    wss://127.0.0.1:{port}/ tcp://127.0.0.1:{port}/ unix:///var/run/docker.sock
    http+unix://%2Fvar%2Frun%2Fdocker.sock/info data:image/png;base64,iVBORw0KGgo= javascript:alert(1)
    jar:http://127.0.0.1:{port}/!/ url:http://127.0.0.1:{port}/ view-source:http://127.0.0.1:{port}/
    httpx://127.0.0.1:{port}/ https://127.0.0.1:{port}/ https://localhost:{port}/ http://127.0.0.1:22/
    http://127.0.0.1:6379/ http://example.com:22/ http://example.com:25/ http://example.com:8080/
    http://example.com:0/ http://example.com:65616/ http://example.com:-80/ http://example.com:+80/
    http://example.com:080/ http://example.com:0x50/ http://example.com:80:{port}/ http://example.com:/
    http://example.com:{port}:80/ http://example.com:80.0/ http://127.0.0.1:/ http://127.0.0.1/ https://127.0.0.1/
    http://localhost/
"""

HOSTILE = [
    *(f"http://{host}:{{port}}/" for host in [*_LOOPBACK.split(), *_NAMES.split(), *_LONG_NAMES, *_UNICODE.split()]),
    *(f"http://{host}:{{port}}/latest/meta-data/" for host in _OTHER_IPV4.split()),
    *(f"http://[{host}]:{{port}}/" for host in _IN_BRACKETS.split()),
    *_USERINFO_AND_CONFUSION.split(),
    *_WHITE_AND_OTHER_CHARACTERS,
    *_SCHEMES_AND_PORTS.split(),
]

_NOT_PUBLIC = """
    0.0.0.0 10.1.2.3 100.64.0.1 100.100.100.200 127.0.0.1 127.8.8.8 168.63.129.16 169.254.169.254 172.16.5.5
    172.31.0.1 192.0.0.192 192.0.2.7 192.31.196.9 192.52.193.9 192.88.99.1 192.168.1.1 192.175.48.2 198.18.0.1
    198.51.100.3 203.0.113.3 224.0.0.251 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 ::127.0.0.1 ::8.8.8.8
    ::ffff:127.0.0.1 ::ffff:8.8.8.8 ::ffff:0:8.8.8.8 64:ff9b::8.8.8.8 64:ff9b::127.0.0.1 64:ff9b:1::1 100::1
    100:0:0:1::1 2001::1 2001:2::1 2001:10::1 2001:20::1 2001:30::1 2001:1ff:ffff::1 2001:db8::1 2002::1
    2002:808:808::1 2620:4f:8000::1 2606:4700::5efe:808:808 2606:4700::200:5efe:808:808 3ffe::1 3fff::1 4000::1
    5f00::1 8000::1 fc00::1 fd00:ec2::254 fe80::1 fe80::1%eth0 2606:4700::1%eth0 fec0::1 ff02::1 ff0e::1
"""
_PUBLIC = """
    1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.1 47.95.1.1 100.63.255.255 100.128.0.0 126.255.0.1 128.0.0.1
    168.63.129.17 169.253.0.1 169.255.0.1 172.15.0.1 172.32.0.1 192.0.1.1 192.167.0.1 192.169.0.1 198.17.0.1
    198.20.0.1 223.255.255.255 2001:200::1 2001:4860:4860::8888 2400:3200::1 2606:4700:4700::1111 2620:4f:8001::1
    2a00::1
"""

NOT_PUBLIC, PUBLIC_ADDRESSES = _NOT_PUBLIC.split(), _PUBLIC.split()

ELSEWHERE = [
    *(f"http://{address}:{{port}}/" for address in NOT_PUBLIC if ":" not in address and address != "127.0.0.1"),
    *(f"http://[{address}]:{{port}}/" for address in NOT_PUBLIC if ":" in address),
    *("//127.0.0.2:{port}/", "http:\\127.0.0.2:{port}/", "//user@example.com:{port}/", "http://localhost:{port}/"),
    *("http://2130706434:{port}/", "http://127.2:{port}/", "http://１２７.0.0.2:{port}/", "//[::1]:{port}/cat.jpg"),
    *("file:///etc/passwd", "ftp://example.com/", "gopher://127.0.0.2:{port}/_x", "data:image/png,x", "javascript:1"),
    *("http://example.com:22/", "http://example.com\t:{port}/", "\udcff\udcfe", "http://\udcc3.com:{port}/"),
    *("http://[::1:{port}/", "https://[/", "http://example.com:99999/"),
]
"""Where a redirect must not lead."""

AT_HOME = [
    *("http:127.0.0.2:{port}", "http:", "http:///127.0.0.2:{port}/", "///127.0.0.2:{port}/", "////127.0.0.2:{port}/"),
    *("//", "", "#", "?", "@127.0.0.2"),
]
"""Redirects that name no host: read as paths on the server that sent them."""
